// The desk: it asks the model until there is an answer, and runs the tools that it calls.

import { events } from "./events.mjs";
import { NoAnswer, Refused, wait } from "./patience.mjs";
import { declarations, run } from "./tools.mjs";

const mostRounds = 5;
const systemInstruction = { parts: [{ text: "You are a travel desk. Use the tools; be brief." }] };

/** Says that the answer broke off and begins anew: what was said since the question is void. */
export const again = Symbol("again");

/** A conversation with the model; `history` has all turns so far, as the model gets them. */
export class Desk {
  constructor({ baseUrl, key, model = "gemini-2.5-flash", patience = {} }) {
    this.history = [];
    this.url = `${baseUrl}/v1beta/models/${model}:streamGenerateContent?alt=sse`;
    this.headers = { "content-type": "application/json", "x-goog-api-key": key };
    this.patience = patience;
  }

  /** Yield the answer piece by piece, as it comes; without one, the history is as it was before. */
  async *ask(question) {
    const before = this.history.length;
    this.history.push({ role: "user", parts: [{ text: question }] });
    try {
      yield* this.#rounds();
    } catch (error) {
      this.history.length = before;
      throw error;
    }
  }

  async *#rounds() {
    for (let round = 0; round < mostRounds; round++) {
      const parts = yield* this.#turn();
      this.history.push({ role: "model", parts });
      const calls = parts.flatMap((part) => part.functionCall ?? []);
      if (!calls.length) return;
      this.history.push({ role: "user", parts: calls.map(answered) });
    }
    throw new NoAnswer(`the model still calls tools after ${mostRounds} rounds`);
  }

  /** Yield a turn of the model piece by piece, and return its parts. */
  async *#turn() {
    for (let attempt = 1; ; attempt++) {
      // All parts as they came: their signatures must go back with them.
      const parts = [];
      try {
        yield* this.#stream(parts);
        return parts;
      } catch (trouble) {
        await wait(trouble, attempt, this.patience);
        if (parts.some((part) => part.text)) yield again;
      }
    }
  }

  /** Ask once; yield the texts of the answer, and collect its parts. */
  async *#stream(parts) {
    const body = JSON.stringify({
      systemInstruction,
      contents: this.history,
      tools: [{ functionDeclarations: declarations }],
    });
    const response = await fetch(this.url, { method: "POST", headers: this.headers, body });
    if (!response.ok) {
      const said = await response.json().catch(() => ({}));
      throw new Refused(response.status, said.error, response.headers);
    }
    let ended = false;
    for await (const chunk of events(response.body)) {
      const { error, promptFeedback, candidates: [candidate = {}] = [] } = chunk;
      if (error) throw new Refused(Number(error.code) || 503, error);
      if (promptFeedback?.blockReason) {
        throw new NoAnswer(`the question was blocked: ${promptFeedback.blockReason}`);
      }
      ended ||= Boolean(candidate.finishReason);
      for (const part of candidate.content?.parts ?? []) {
        parts.push(part);
        if (part.text && !part.thought) yield part.text;
      }
    }
    if (!ended) throw new Error("the answer broke off");
  }
}

const answered = ({ id, name, args }) => ({
  functionResponse: { ...(id && { id }), name, response: run(name, args) },
});
