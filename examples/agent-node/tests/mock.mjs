// The mock, as a test sees it: all of it is /__admin/, asked by fetch.

import assert from "node:assert/strict";

// `cometapi-mock run` says where it is, and so does the GitHub Action.
const root = process.env.COMETAPI_MOCK_URL;
if (!root) throw new Error("COMETAPI_MOCK_URL is not set: run the tests by `npm test`");

/**
 * A namespace of the mock: tests that run at the same time don't see each other's.
 * It is strict: a request that no stub is for is refused, and fails the test.
 */
export async function mock(test) {
  const url = `${root}/__ns/${encodeURIComponent(test.name.replaceAll(/\W+/g, "-"))}`;
  const admin = async (method, path, body) => {
    const response = await fetch(`${url}/__admin${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const said = await response.json();
    assert.ok(response.ok, said.error?.message);
    return said;
  };
  const requests = async () => (await admin("GET", "/journal")).entries;
  await admin("POST", "/reset");
  await admin("PUT", "/strict", true);
  test.after(async () => {
    const { entries } = await admin("GET", "/journal/unmatched");
    assert.deepEqual(entries.map(({ prompt, near }) => ({ prompt, near })), []);
  });
  return {
    url,
    requests,
    /** Add a stub, or a list of them. */
    add: (stub) => admin("POST", "/stubs", stub),
    /** Let a fault happen to the next requests. */
    failNext: (fault, times = 1) => admin("POST", "/faults", { fault, times }),
    /** Take what stubs are for, else what the mock makes up. */
    allowUnmatched: () => admin("PUT", "/strict", false),
    statuses: async () => (await requests()).map((each) => each.response.status),
  };
}
