"""What scenarios of chats are made of: messages, functions, and what an answer said."""

from dataclasses import replace
from typing import Any

from contract_tests.call import Call
from contract_tests.exchange import Exchange
from contract_tests.reading.members import mapping, rows

Body = dict[str, Any]


def message(content: object, role: str = "user") -> Body:
    """Return a message."""
    return {"role": role, "content": content}


def function(name: str, *arguments: str) -> Body:
    """Return a tool: a function whose arguments are all texts that it must have."""
    schema = {
        "type": "object",
        "properties": {each: {"type": "string"} for each in arguments},
        "required": list(arguments),
    }
    told = {
        "name": name,
        "description": name.replace("_", " ").capitalize() + ".",
        "parameters": schema,
    }
    return {"type": "function", "function": told}


def heard(exchange: Exchange) -> str:
    """Return the text of the first choice; "" if there is none."""
    return str(exchange.choices[0]["message"].get("content", "")) if exchange.choices else ""


def called(exchange: Exchange) -> list[str]:
    """Return the names of the functions that the first choice calls."""
    found = exchange.choices[0]["message"]["tool_calls"] if exchange.choices else []
    return [each["name"] for each in found]


def prompt_tokens(exchange: Exchange) -> int:
    """Return how many tokens the prompt had; 0 if that isn't told."""
    count = exchange.chat_usage.get("prompt_tokens")
    return count if isinstance(count, int) else 0


def followed(call: Call, exchange: Exchange, result: str) -> Call:
    """Return the call of the next step: the conversation, the message with the calls, a result for each."""
    first = rows(exchange.json, "choices")[0] if rows(exchange.json, "choices") else {}
    said = mapping(first, "message")
    results = [
        {"role": "tool", "tool_call_id": each.get("id", ""), "content": result}
        for each in rows(said, "tool_calls")
    ]
    messages = [*call.body["messages"], said, *results]
    return replace(call, body={**call.body, "messages": messages})
