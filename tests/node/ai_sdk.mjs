// The Vercel AI SDK: ai and @ai-sdk/google.

import { createGoogleGenerativeAI } from "@ai-sdk/google";
import {
  cosineSimilarity, embedMany, generateText, Output, stepCountIs, streamText, tool,
} from "ai";
import { z } from "zod";

import { chain, descriptions, functions, model, order, question, report, story, url } from "./report.mjs";

const connect = (apiKey = "sk-good") =>
  createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey });
const google = connect();
const base = { model: google(model), maxRetries: 0 };

const recipe = z.object({
  title: z.string(),
  minutes: z.number().int().min(1).max(240),
  difficulty: z.enum(["easy", "medium", "hard"]),
  ingredients: z.array(z.object({ name: z.string(), grams: z.number() })).min(1),
  vegetarian: z.boolean(),
});

const city = z.object({ city: z.string().describe("The name of the city") });
const schemas = { get_weather: city, get_time: city, find_user: z.object({ user_id: z.int() }) };

function toolbox(calls) {
  const tools = Object.entries(schemas).map(([name, inputSchema]) => {
    const execute = async (input) => {
      calls.push([name, String(Object.values(input)[0])]);
      return functions[name](input);
    };
    return [name, tool({ description: descriptions[name], inputSchema, execute })];
  });
  return Object.fromEntries(tools);
}

async function run(prompt) {
  const calls = [];
  const { text, steps } = await generateText({
    ...base, prompt, tools: toolbox(calls), stopWhen: stepCountIs(5),
  });
  return { calls, text, steps: steps.length };
}

await report({
  text: async () => {
    const { text, usage, finishReason } = await generateText({ ...base, prompt: story });
    return { text, usage, finishReason };
  },
  stream: async () => {
    const result = streamText({ ...base, prompt: story });
    const pieces = [];
    for await (const each of result.textStream) pieces.push(each);
    return { pieces, usage: await result.usage, finishReason: await result.finishReason };
  },
  wrong_key: async () => generateText({ ...base, model: connect("sk-bad")(model), prompt: story }),
  unknown_model: async () =>
    generateText({ ...base, model: google("gemini-99"), prompt: story }),
  blocked: async () => {
    const { finishReason } = await generateText({ ...base, prompt: "mock-block-safety" });
    return { finishReason };
  },
  streamed_block: async () => {
    const result = streamText({ ...base, prompt: "mock-block-safety" });
    await result.consumeStream();
    return { finishReason: await result.finishReason };
  },
  agent: async () => run(question),
  chain: async () => run(chain),
  streamed_agent: async () => {
    const calls = [];
    const result = streamText({
      ...base, prompt: question, tools: toolbox(calls), stopWhen: stepCountIs(5),
    });
    let text = "";
    for await (const each of result.textStream) text += each;
    return { calls, text, steps: (await result.steps).length };
  },
  thoughts: async () => {
    const { reasoningText, text } = await generateText({
      ...base,
      prompt: story,
      providerOptions: { google: { thinkingConfig: { includeThoughts: true } } },
    });
    return { reasoningText, text };
  },
  search: async () => {
    const { sources, text } = await generateText({
      ...base,
      prompt: "Who won the Tour de France in 2024?",
      tools: { google_search: google.tools.googleSearch({}) },
    });
    return { sources, text };
  },
  code: async () => {
    const { steps, text } = await generateText({
      ...base,
      prompt: "Run code to work out 17 * 23",
      tools: { code_execution: google.tools.codeExecution({}) },
    });
    return { outputs: steps[0].toolResults.map(({ output }) => output), text };
  },
  image: async () => {
    const { files } = await generateText({
      ...base,
      model: google("gemini-2.5-flash-image"),
      prompt: "Draw a red lighthouse",
      providerOptions: { google: { responseModalities: ["IMAGE"] } },
    });
    return files.map(({ base64, mediaType }) => ({ base64, mediaType }));
  },
  embeddings: async () => {
    const { embeddings } = await embedMany({
      model: google.embeddingModel("gemini-embedding-001"),
      maxRetries: 0,
      values: ["A cat sleeps", "A cat sleeps well", "Tax law"],
    });
    const likeness = (other) => cosineSimilarity(embeddings[0], embeddings[other]);
    return { near: likeness(1), far: likeness(2), length: embeddings[0].length };
  },
  form: async () => {
    const { output } = await generateText({
      ...base, prompt: order, output: Output.object({ schema: recipe }),
    });
    return output;
  },
  streamed_form: async () => {
    const result = streamText({
      ...base, prompt: order, output: Output.object({ schema: recipe }),
    });
    let last;
    for await (const each of result.partialOutputStream) last = each;
    return last;
  },
});
