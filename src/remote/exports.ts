/** The environment variables that tell programs where a master or an agent is: its URL, and under `_IP` and `_PORT` the parts of it. */
export const addressVariables = (
  name: string,
  { url, ip, port }: { readonly url: string; readonly ip: string; readonly port: number },
): Record<string, string> => ({ [name]: url, [`${name}_IP`]: ip, [`${name}_PORT`]: String(port) });
