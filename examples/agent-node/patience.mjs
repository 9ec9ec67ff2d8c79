// When to ask again, and how long to wait before.

const passing = new Set([408, 429, 500, 502, 503, 504]);

/** The desk gave up; the message says why, for who asked. */
export class NoAnswer extends Error {}

/** The API said no, with a status and perhaps with how long to wait. */
export class Refused extends Error {
  constructor(status, error, headers = new Headers()) {
    super(error?.message ?? `status ${status}`);
    this.status = status;
    this.seconds = askedDelay(error, headers);
  }
}

/** Google says how long to wait in the body, as a RetryInfo; gateways in the header Retry-After. */
function askedDelay(error, headers) {
  const details = Array.isArray(error?.details) ? error.details : [];
  const info = details.find((each) => each["@type"]?.endsWith("google.rpc.RetryInfo"));
  const told = info?.retryDelay?.replace(/s$/, "") ?? headers.get("retry-after");
  return told && Number.isFinite(Number(told)) ? Number(told) : undefined;
}

/** Wait before the next attempt, counted from 1; throw NoAnswer if there is no use in one. */
export async function wait(trouble, attempt, { attempts = 3, first = 0.5, longest = 30 } = {}) {
  if (trouble instanceof NoAnswer) throw trouble;
  if (trouble instanceof Refused && !passing.has(trouble.status)) {
    throw new NoAnswer(`the request was refused: ${trouble.message}`, { cause: trouble });
  }
  if (attempt >= attempts) {
    throw new NoAnswer(`no answer after ${attempt} attempts: ${trouble.message}`, {
      cause: trouble,
    });
  }
  const seconds = trouble.seconds ?? first * 2 ** (attempt - 1);
  if (seconds > longest) {
    throw new NoAnswer(`too many questions for now; try again in ${Math.ceil(seconds)} seconds`, {
      cause: trouble,
    });
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
