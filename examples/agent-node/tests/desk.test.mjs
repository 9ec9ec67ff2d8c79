import assert from "node:assert/strict";
import { test } from "node:test";

import { Desk, again } from "../desk.mjs";
import { NoAnswer } from "../patience.mjs";
import { mock } from "./mock.mjs";

const calls = (name, args) => ({ parts: [{ functionCall: { name, args } }] });
const ferry = { chunks: ["Take the ", "ferry ", "at nine."] };

const desk = (url) =>
  new Desk({ baseUrl: url, key: process.env.COMETAPI_KEY, patience: { first: 0.01 } });

/** What a reader sees, with a mark where the answer begins anew. */
async function said(pieces) {
  const seen = [];
  for await (const piece of pieces) seen.push(piece === again ? "(again)" : piece);
  return seen;
}

test("it says what the model says", async (t) => {
  const gemini = await mock(t);
  await gemini.add({ match: { text: { contains: "Norway" } }, text: "Fly to Oslo." });

  const answer = await said(desk(gemini.url).ask("How do I get to Norway?"));

  assert.equal(answer.join(""), "Fly to Oslo.");
});

test("it looks up what the model wants to know", async (t) => {
  const gemini = await mock(t);
  const trip = { origin: "Oslo", destination: "Bergen" };
  await gemini.add([
    { match: { function_response: false }, ...calls("find_trains", trip) },
    {
      match: { function_response: { name: "find_trains", content: { contains: "08:25" } } },
      text: "The first train leaves at 08:25.",
    },
  ]);

  const answer = await said(desk(gemini.url).ask("When is the first train to Bergen?"));

  assert.equal(answer.join(""), "The first train leaves at 08:25.");
  assert.deepEqual(await gemini.statuses(), [200, 200]);
});

test("without stubs the mock calls tools by itself", async (t) => {
  const gemini = await mock(t);
  await gemini.allowUnmatched();

  const answer = await said(desk(gemini.url).ask("What's the weather in Bergen?"));

  assert.match(answer.join(""), /rain, 11 degrees/);
});

test("it waits as long as it is asked to before it tries again", async (t) => {
  const gemini = await mock(t);
  await gemini.add(ferry);
  await gemini.failNext("429; retry_after=1");

  const answer = await said(desk(gemini.url).ask("To Denmark?"));

  assert.equal(answer.join(""), "Take the ferry at nine.");
  const [refused, answered] = await gemini.requests();
  assert.equal(refused.response.status, 429);
  assert.ok(new Date(answered.at) - new Date(refused.at) >= 1000, "by the times of their arrival");
});

test("it gives up after three attempts", async (t) => {
  const gemini = await mock(t);
  await gemini.add(ferry);
  await gemini.failNext("503", 5);
  const one = desk(gemini.url);

  await assert.rejects(said(one.ask("To Denmark?")), NoAnswer);

  assert.deepEqual(await gemini.statuses(), [503, 503, 503]);
  assert.deepEqual(one.history, []);
});

test("it does not insist on a request that is refused", async (t) => {
  const gemini = await mock(t);
  await gemini.add(ferry);
  await gemini.failNext("401");

  await assert.rejects(said(desk(gemini.url).ask("To Denmark?")), /the request was refused/);

  assert.deepEqual(await gemini.statuses(), [401]);
});

test("it does not insist on a question that is blocked", async (t) => {
  const gemini = await mock(t);
  await gemini.add({ response: { promptFeedback: { blockReason: "SAFETY" } } });

  await assert.rejects(said(desk(gemini.url).ask("To Denmark?")), /the question was blocked: SAFETY/);

  assert.deepEqual(await gemini.statuses(), [200]);
});

for (const fault of [
  "disconnect; after=2",
  "reset; after=2",
  "cut_short; after=2", // it ends in good order, but nobody has said that the answer does
  "stream_error; after=2; code=503",
  "stream_error; after=2; code=429",
]) {
  test(`an answer that breaks off begins anew: ${fault}`, async (t) => {
    const gemini = await mock(t);
    await gemini.add(ferry);
    await gemini.failNext(fault);

    const pieces = await said(desk(gemini.url).ask("To Denmark?"));

    assert.deepEqual(pieces, ["Take the ", "ferry ", "(again)", "Take the ", "ferry ", "at nine."]);
    assert.equal((await gemini.requests()).length, 2);
  });
}

for (const fault of ["split_character", "split_data", "line_ends; kind=crlf", "comments", "joined"]) {
  test(`it reads events however they are written: ${fault}`, async (t) => {
    const gemini = await mock(t);
    await gemini.add({ chunks: ["Take the ferry ", "to Malmö."] });
    await gemini.failNext(fault);

    const pieces = await said(desk(gemini.url).ask("To Sweden?"));

    assert.deepEqual(pieces, ["Take the ferry ", "to Malmö."]);
  });
}
