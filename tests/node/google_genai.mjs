// Google's own SDK for Node: @google/genai.

import { FunctionCallingConfigMode, GoogleGenAI, Type } from "@google/genai";

import {
  chain, descriptions, dialect, functions, model, order, question, report, story, url,
} from "./report.mjs";

// As one does to this origin: by the path of Vertex AI to Vertex AI.
const vertexai = dialect === "vertex";
const apiVersion = vertexai ? "v1beta1" : "v1beta";
const connect = (apiKey = "sk-good") =>
  new GoogleGenAI({ apiKey, vertexai, httpOptions: { baseUrl: url, apiVersion } });
const ai = connect();

const one = (name, type) => ({
  type: Type.OBJECT, properties: { [name]: { type } }, required: [name],
});
const parameters = {
  get_weather: one("city", Type.STRING),
  get_time: one("city", Type.STRING),
  find_user: one("user_id", Type.INTEGER),
};
const declarations = Object.keys(functions).map((name) => ({
  name, description: descriptions[name], parameters: parameters[name],
}));
const recipe = {
  type: Type.OBJECT,
  properties: {
    title: { type: Type.STRING },
    minutes: { type: Type.INTEGER, minimum: 1, maximum: 240 },
    difficulty: { type: Type.STRING, enum: ["easy", "medium", "hard"] },
    ingredients: {
      type: Type.ARRAY,
      minItems: "1",
      items: {
        type: Type.OBJECT,
        properties: { name: { type: Type.STRING }, grams: { type: Type.NUMBER } },
        required: ["name", "grams"],
      },
    },
    vegetarian: { type: Type.BOOLEAN },
  },
  required: ["title", "minutes", "difficulty", "ingredients", "vegetarian"],
};

const call = (calls) => ({ id, name, args }) => {
  calls.push([name, String(Object.values(args)[0])]);
  return { functionResponse: { id, name, response: { output: functions[name](args) } } };
};

// A chat keeps the history, thought signatures included; the loop is one's own.
async function run(prompt, send) {
  const calls = [];
  let message = prompt;
  for (let steps = 1; steps <= 5; steps += 1) {
    const { text, asked } = await send(message);
    if (asked.length === 0) return { calls, text, steps };
    message = asked.map(call(calls));
  }
  throw new Error("the model never stopped asking for tools");
}

const chat = () =>
  ai.chats.create({ model, config: { tools: [{ functionDeclarations: declarations }] } });

const sender = (session) => async (message) => {
  const answer = await session.sendMessage({ message });
  return { text: answer.text, asked: answer.functionCalls ?? [] };
};

await report({
  text: async () => {
    const answer = await ai.models.generateContent({ model, contents: story });
    return { text: answer.text, usage: answer.usageMetadata };
  },
  stream: async () => {
    const pieces = [];
    let usage;
    const stream = await ai.models.generateContentStream({ model, contents: story });
    for await (const each of stream) {
      pieces.push(each.text ?? "");
      usage = each.usageMetadata ?? usage;
    }
    return { pieces, usage };
  },
  wrong_key: async () => connect("sk-bad").models.generateContent({ model, contents: story }),
  unknown_model: async () => ai.models.generateContent({ model: "gemini-99", contents: story }),
  agent: async () => run(question, sender(chat())),
  chain: async () => run(chain, sender(chat())),
  streamed_agent: async () => {
    const session = chat();
    return run(question, async (message) => {
      let text = "";
      const asked = [];
      for await (const each of await session.sendMessageStream({ message })) {
        text += each.text ?? "";
        asked.push(...(each.functionCalls ?? []));
      }
      return { text, asked };
    });
  },
  automatic_agent: async () => {
    const calls = [];
    // What the SDK calls by itself: a tool that it can ask for its declarations.
    const tool = {
      tool: async () => ({ functionDeclarations: declarations }),
      callTool: async (asked) => asked.map(call(calls)),
    };
    const answer = await ai.models.generateContent({
      model,
      contents: question,
      config: {
        tools: [tool],
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } },
      },
    });
    return { calls, text: answer.text };
  },
  form: async () => {
    const answer = await ai.models.generateContent({
      model,
      contents: order,
      config: { responseMimeType: "application/json", responseSchema: recipe },
    });
    return JSON.parse(answer.text);
  },
});
