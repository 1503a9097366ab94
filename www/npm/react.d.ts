// Types of the elements in JSX, for React 19 and later. `import "undersigned/react"` adds the types and,
// like `import "undersigned"`, the elements.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  EventMap,
  ShareAttributes,
  ShareElement,
  SignatureAttributes,
  SignatureElement,
  SignupAttributes,
  SignupElement,
} from "./index.js";

export * from "./index.js";

/** React's handler for the event `undersigned:signed` is the attribute `onundersigned:signed`. */
type Handlers = { [Name in keyof EventMap as `on${Name}`]?: (event: EventMap[Name]) => void };

type Props<Attributes, Element> = DetailedHTMLProps<HTMLAttributes<Element>, Element> & Handlers & Attributes;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "undersigned-signature": Props<SignatureAttributes, SignatureElement>;
      "undersigned-signup": Props<SignupAttributes, SignupElement>;
      "undersigned-share": Props<ShareAttributes, ShareElement>;
    }
  }
}
