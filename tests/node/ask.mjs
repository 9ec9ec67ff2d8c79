// A client for `fuzz_client`: @google/genai asks for a stream and puts the text together.
// With a base URL as its argument it asks there, and writes the text; what goes wrong isn't caught.
// Without one it reads base URLs, one on a line, and writes what came of each as a line of JSON.

import { createInterface } from "node:readline";
import { GoogleGenAI } from "@google/genai";

async function ask(baseUrl) {
  const httpOptions = { baseUrl, apiVersion: "v1beta", timeout: 4000 };
  const ai = new GoogleGenAI({ apiKey: "any", httpOptions });
  const chunks = await ai.models.generateContentStream({ model: "gemini-2.5-flash", contents: "Hi" });
  let text = "";
  for await (const chunk of chunks) text += chunk.text ?? "";
  return text;
}

async function answer(url) {
  try {
    return { url, text: await ask(url) };
  } catch (error) {
    return { url, name: error.name, message: error.message };
  }
}

const [url] = process.argv.slice(2);
if (url) {
  process.stdout.write(await ask(url));
} else {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => console.log(JSON.stringify(await answer(line))));
}
