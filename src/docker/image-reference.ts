/** An image as users name it: `registry:5000/team/executor:1`, or `executor@sha256:...`. */
export interface ImageReference {
  /** Without tag: `registry:5000/team/executor`. */
  readonly repository: string;
  /** `1`, `latest` where none is named, or a digest: `sha256:...`. */
  readonly tag: string;
}

/** Reads the name of an image; undefined when it is none that an engine could have. */
export function parseImage(text: string): ImageReference | undefined {
  const [, repository, tag, digest] =
    /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    ) ?? [];
  return repository === undefined ? undefined : { repository, tag: digest ?? tag ?? 'latest' };
}

/** The name of an image with its tag or digest. */
export const formatImage = ({ repository, tag }: ImageReference): string =>
  `${repository}${tag.startsWith('sha256:') ? '@' : ':'}${tag}`;
