import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

/** Mesos asks by way of curl; some servers look at that. */
const HEADERS = { 'User-Agent': 'curl/8.5.0', Accept: '*/*' };

const MOST_REDIRECTS = 50;

/**
 * The status with which a URL is answered once redirects have been followed and the body has arrived. Certificates are not
 * verified.
 */
export async function httpStatusOf(url: string, signal: AbortSignal): Promise<number> {
  let target = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const { statusCode = 0, headers } = await answerOf(target, signal);
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return statusCode;
    target = new URL(headers.location, target);
  }
  throw new Error(`${url} redirects more than ${MOST_REDIRECTS} times`);
}

function answerOf(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const take = (answer: IncomingMessage) => {
      answer.on('end', () => resolve(answer));
      answer.on('error', reject);
      answer.resume();
    };
    // Each request has a connection of its own, as that of a curl that ends has.
    const options = { headers: HEADERS, agent: false as const, signal };
    const request =
      url.protocol === 'https:' ? getHttps(url, { ...options, rejectUnauthorized: false }, take) : getHttp(url, options, take);
    request.on('error', reject);
  });
}
