// OpenAI's own client for Node, on /v1/chat/completions.

import OpenAI from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

import {
  chain, descriptions, functions, model, order, question, report, story, url,
} from "./report.mjs";

const connect = (apiKey = "sk-good") =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const { chat } = connect();
const said = (content) => [{ role: "user", content }];
const ask = (content, more = {}) =>
  chat.completions.create({ model, messages: said(content), ...more });

const recipe = z.object({
  title: z.string(),
  minutes: z.number().int().min(1).max(240),
  difficulty: z.enum(["easy", "medium", "hard"]),
  ingredients: z.array(z.object({ name: z.string(), grams: z.number() })).min(1),
  vegetarian: z.boolean(),
});
const city = z.object({ city: z.string() });
const forms = { get_weather: city, get_time: city, find_user: z.object({ user_id: z.number().int() }) };

const toolbox = (calls) =>
  Object.entries(forms).map(([name, parameters]) =>
    zodFunction({
      name,
      description: descriptions[name],
      parameters,
      function: (input) => {
        calls.push([name, String(Object.values(input)[0])]);
        return functions[name](input);
      },
    }));

async function run(prompt, stream = false) {
  const calls = [];
  const runner = chat.completions.runTools({
    model, messages: said(prompt), tools: toolbox(calls), stream,
  });
  const text = await runner.finalContent();
  const steps = runner.allChatCompletions().length;
  return { calls, text, steps };
}

await report({
  text: async () => {
    const { choices: [{ message, finish_reason }], usage } = await ask(story);
    return { text: message.content, usage, reason: finish_reason };
  },
  stream: async () => {
    const pieces = [];
    let usage;
    let reason;
    const options = { stream: true, stream_options: { include_usage: true } };
    for await (const each of await ask(story, options)) {
      const [choice] = each.choices;
      pieces.push(choice?.delta.content ?? "");
      reason = choice?.finish_reason ?? reason;
      usage = each.usage ?? usage;
    }
    return { pieces, usage, reason };
  },
  helper: async () => {
    const pieces = [];
    const stream = chat.completions.stream({ model, messages: said(story) });
    stream.on("content", (delta) => pieces.push(delta));
    const text = await stream.finalContent();
    return { pieces, text };
  },
  wrong_key: async () => connect("sk-bad").chat.completions.create({ model, messages: said(story) }),
  unknown_model: async () => ask(story, { model: "gemini-99" }),
  no_messages: async () => ask(story, { messages: [] }),
  blocked: async () => ask("mock-block-safety"),
  fault: async () => {
    const options = { headers: { "x-mock-fault": "429" } };
    return chat.completions.create({ model, messages: said(story) }, options);
  },
  agent: async () => run(question),
  streamed_agent: async () => run(question, true),
  chain: async () => run(chain),
  form: async () => {
    const completion = await chat.completions.parse({
      model, messages: said(order), response_format: zodResponseFormat(recipe, "recipe"),
    });
    return completion.choices[0].message.parsed;
  },
  several: async () => {
    const { choices } = await ask(story, { n: 2, model: "gemini-2.5-flash" });  // others have one
    return choices.map(({ message }) => message.content);
  },
});
