/**
 * Which of the media types offered the client likes best; the first one where it likes several equally, and also where it
 * likes none of them: an answer that was not asked for tells more than none.
 * @param accept the header Accept
 */
export function prefers<Type extends string>(accept: string | undefined, offered: readonly [Type, ...Type[]]): Type {
  const ranges = (accept ?? '*/*').split(',').map(parseRange);
  const quality = (type: string) => {
    const fitting = ranges.filter(({ range }) => range === type || range === '*/*' || range === `${type.split('/')[0]}/*`);
    // What is named counts, and not the wildcard beside it.
    return (
      (fitting.find(({ range }) => range === type) ?? fitting.find(({ range }) => range !== '*/*') ?? fitting[0])?.quality ?? 0
    );
  };
  return offered.reduce((best, type) => (quality(type) > quality(best) ? type : best), offered[0]);
}

function parseRange(text: string): { range: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { range, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
