// Types of the three elements: their attributes, their events, and what `document` gives for them.
// What each means is told in docs/embedding.md; the elements themselves are the loader's.

/** What every element takes. Attributes are read when the element enters the page. */
export interface WidgetAttributes {
  /**
   * The campaign's server, such as `https://act.example`. Set as a property, it names the server; as an
   * attribute alone it counts only if the app's code named it, here or by {@link trust}.
   */
  server?: string;
  /** BCP 47; otherwise the nearest `lang` of the page. */
  lang?: string;
  layout?: "full" | "compact";
  theme?: "auto" | "light" | "dark";
  /** The folder with `widgets_bg.wasm`, where the app's build does not carry it along. */
  bundle?: string;
}

export interface SignatureAttributes extends WidgetAttributes {
  /** The declaration's short name. */
  declaration: string;
}

export interface SignupAttributes extends WidgetAttributes {
  /** The list's short name. */
  list: string;
}

export interface ShareAttributes extends WidgetAttributes {
  /** What is shared; otherwise the page's canonical address. */
  url?: string;
  /** Otherwise the page's title. */
  text?: string;
  /** Names of {@link Network}, separated by spaces, in order. */
  networks?: string;
  /** `id=URL` pairs, separated by spaces. */
  follow?: string;
}

/** Where a share bar leads. */
export type Network =
  | "native"
  | "copy"
  | "email"
  | "whatsapp"
  | "facebook"
  | "x"
  | "linkedin"
  | "pinterest"
  | "mastodon"
  | "bluesky"
  | "telegram"
  | "threads"
  | "reddit"
  | "print";

/** What each event tells; never anything about a person. */
export interface EventDetails {
  /** The form stands and can be used. */
  "undersigned:ready": { widget: "signature" | "signup" | "share" };
  /** A signature was sent and waits for its code. */
  "undersigned:signed": { declaration: string };
  /** A signature or a subscription was confirmed. */
  "undersigned:confirmed": { declaration: string; count: number } | { list: string };
  /** A subscription was sent and waits for its code. */
  "undersigned:subscribed": { list: string };
  /** A network was chosen. */
  "undersigned:shared": { network: Network };
  /** Something failed; the codes are those of docs/embedding.md, and newer servers may have more. */
  "undersigned:error": { code: string };
}

export type EventMap = { [Name in keyof EventDetails]: CustomEvent<EventDetails[Name]> };

/**
 * Names servers that elements may come from. What an attribute or a link in the page's text names
 * otherwise is never asked: it may be written by somebody who is no part of the app. The first is
 * asked where an element names none.
 */
export function trust(servers: Iterable<string>): void;

/** Attributes of the elements' own take these values; any other takes a string. */
type SetAttribute<Attributes> = <Name extends string>(
  name: Name,
  value: Name extends keyof Attributes ? NonNullable<Attributes[Name]> : string,
) => void;

export interface SignatureElement extends HTMLElement {
  server: string | null;
  setAttribute: SetAttribute<SignatureAttributes>;
}

export interface SignupElement extends HTMLElement {
  server: string | null;
  setAttribute: SetAttribute<SignupAttributes>;
}

export interface ShareElement extends HTMLElement {
  server: string | null;
  setAttribute: SetAttribute<ShareAttributes>;
}

declare global {
  interface HTMLElementTagNameMap {
    "undersigned-signature": SignatureElement;
    "undersigned-signup": SignupElement;
    "undersigned-share": ShareElement;
  }

  // Of elements, documents and windows alike: the events bubble.
  interface GlobalEventHandlersEventMap extends EventMap {}
}
