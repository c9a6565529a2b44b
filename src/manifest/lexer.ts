// The lexer of the `yaml` package (2.9.1), with libyaml's rule, which is kubectl's: within quotes and brackets it does not
// matter how far a line is indented. The package ends there what is indented less than YAML says.

import { Lexer } from 'yaml';

/** Members that the package does not export; it has no option for this. */
interface Inside {
  /** How far the next line must be indented to be part of what is read. */
  indentNext: number;
  parseQuotedScalar: () => Generator<string, unknown>;
  parseFlowCollection: () => Generator<string, unknown>;
}

export function newLexer(): Lexer {
  const lexer = new Lexer();
  const inside = lexer as unknown as Inside;
  const withoutIndent = (parse: () => Generator<string, unknown>) => () => {
    // The next key, item or line sets it again.
    inside.indentNext = 0;
    return parse();
  };
  inside.parseQuotedScalar = withoutIndent(inside.parseQuotedScalar.bind(lexer));
  inside.parseFlowCollection = withoutIndent(inside.parseFlowCollection.bind(lexer));
  return lexer;
}
