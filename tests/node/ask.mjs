// A client for `fuzz_client`: @google/genai asks for a stream and puts the text together.

import { GoogleGenAI } from "@google/genai";
import { asking } from "./asking.mjs";

await asking(async (baseUrl) => {
  const httpOptions = { baseUrl, apiVersion: "v1beta", timeout: 4000 };
  const ai = new GoogleGenAI({ apiKey: "any", httpOptions });
  const chunks = await ai.models.generateContentStream({ model: "gemini-2.5-flash", contents: "Hi" });
  let text = "";
  for await (const chunk of chunks) text += chunk.text ?? "";
  return text;
});
