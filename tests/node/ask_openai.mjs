// A client for `fuzz_client`: openai asks for a stream of chat completions and puts the text together.

import OpenAI from "openai";
import { asking } from "./asking.mjs";

await asking(async (baseUrl) => {
  const client = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: "any", timeout: 2000, maxRetries: 1 });
  const chunks = await client.chat.completions.create({
    model: "gemini-2.5-flash", messages: [{ role: "user", content: "Hi" }], stream: true,
  });
  let text = "";
  for await (const chunk of chunks) text += chunk.choices[0]?.delta?.content ?? "";
  return text;
});
