import type { SideContainer } from '../description.js';

/** Puts the values of a cluster where a side container asks for them: `${MINIMESOS_ZOOKEEPER}`. What is not known stays as it is. */
export function withTokens(side: SideContainer, values: Readonly<Record<string, string>>): SideContainer {
  const replaced = (text: string) => text.replace(/\$\{MINIMESOS_(\w+)\}/g, (token, name: string) => values[name] ?? token);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, replaced(text)]));
  return { ...side, command: side.command?.map(replaced), environment: all(side.environment), files: all(side.files) };
}

/** The name of a container as a part of the name of a variable. */
export const tokenName = (name: string): string => name.toUpperCase().replaceAll('-', '_');
