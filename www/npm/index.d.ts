// Types of the three elements: their attributes, their events, and what DOM methods return for them.
// docs/embedding.md explains each; the loader defines the elements themselves.

/** Attributes of every element. They are read when the element is added to the page. */
export interface WidgetAttributes {
  /**
   * The campaign's server, such as `https://act.example`. Setting the property names the server; an
   * attribute alone is used only if the app's code has named that server, as a property or by
   * {@link trust}.
   */
  server?: string;
  /** BCP 47 language tag; by default the nearest `lang` on the page. */
  lang?: string;
  /** `button` only for a signature: a button that opens the box. */
  layout?: "full" | "compact" | "button";
  theme?: "auto" | "light" | "dark";
  /** The folder that contains `widgets_bg.wasm`, if the app's bundler does not include that file. */
  bundle?: string;
}

export interface SignatureAttributes extends WidgetAttributes {
  /** The declaration's short name (slug). */
  declaration: string;
  /** The number of the only principle to show. */
  principle?: string;
  /** How much is shown; by default the text, the form and the names. */
  show?: "form" | "count" | "names" | "progress";
  /**
   * The optional fields that are shown, separated by spaces: `organisation role postcode public
   * reservations updates`, or `none`.
   */
  fields?: string;
  /** Whether the principles are folded; by default long ones are. */
  principles?: "open" | "folded";
  /** Where your visitors come from, for the organisers' count: up to 40 of `a-z`, `0-9` and `-`. */
  source?: string;
  /** A page of yours that visitors may go on to after signing. */
  "thanks-url"?: string;
  /** Your words of thanks, up to 200 characters. */
  "thanks-text"?: string;
}

export interface SignupAttributes extends WidgetAttributes {
  /** The list's short name (slug). */
  list: string;
  /** As for a signature. */
  source?: string;
}

export interface ShareAttributes extends WidgetAttributes {
  /** The URL to share; by default the page's canonical URL. */
  url?: string;
  /** The text to share; by default the page's title. */
  text?: string;
  /** Names of {@link Network}, separated by spaces, in order. */
  networks?: string;
  /** `id=URL` pairs, separated by spaces. */
  follow?: string;
}

/** A network of the share bar. */
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

/** The detail of each event, which never contains personal data. */
export interface EventDetails {
  /** The form is on the page and can be used. */
  "undersigned:ready": { widget: "signature" | "signup" | "share" };
  /** The widget has come near the visible part of the page. */
  "undersigned:seen": { widget: "signature" | "signup" | "share" };
  /** A visitor has begun to fill in the form. */
  "undersigned:started": { widget: "signature" | "signup" };
  /** The signature form was sent; the signature is not confirmed yet. */
  "undersigned:signed": { declaration: string };
  /** A signature or a subscription was confirmed. */
  "undersigned:confirmed": { declaration: string; count: number } | { list: string };
  /** The sign-up form was sent; the subscription is not confirmed yet. */
  "undersigned:subscribed": { list: string };
  /** A visitor chose a network. */
  "undersigned:shared": { network: Network };
  /** An error; docs/embedding.md lists the codes, and newer servers may send others. */
  "undersigned:error": { code: string };
}

export type EventMap = { [Name in keyof EventDetails]: CustomEvent<EventDetails[Name]> };

/**
 * Names the servers that elements may use. Other servers named by an attribute or a link in the
 * page are never called, since authors of page content may have written them. The first server is
 * the default for elements that name none.
 */
export function trust(servers: Iterable<string>): void;

/** The elements' own attributes accept these values; any other attribute accepts a string. */
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

  // For elements, documents and windows, since the events bubble.
  interface GlobalEventHandlersEventMap extends EventMap {}
}
