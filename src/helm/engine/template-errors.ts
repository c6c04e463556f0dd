import type { TemplateError } from "../../gotemplate/index.ts";
import { RenderError } from "../errors.ts";

const start = "HELM_ERR_START";
const end = "HELM_ERR_END";

/** Marks what a chart says with `fail` or `required`, so that it can be found in the chain of errors around it. */
export function markMessage(message: string): string {
  return start + message + end;
}

/** Helm's `cleanupParseError`: the place and the last part of the message, which ends at a colon. */
export function describeParseError(template: string, error: TemplateError): RenderError {
  const parts = error.message.split(": ");
  const [, place] = parts;
  const message =
    place === undefined
      ? `parse error in (${template}): ${error.message}`
      : `parse error at (${place}): ${parts.at(-1)}`;
  return renderError(message, error);
}

/** Helm's `cleanupExecError`: of what a chart says itself, only the outermost place is shown. */
export function describeExecutionError(template: string, error: TemplateError): RenderError {
  const [, place, ...rest] = error.message.split(": ");
  if (place === undefined || rest.length === 0) {
    return renderError(`execution error in (${template}): ${error.message}`, error);
  }
  const chain = rest.join(": ");
  const from = chain.indexOf(start);
  const to = chain.lastIndexOf(end);
  if (from < 0 || to < from + start.length) return renderError(error.message, error);
  const said = chain.slice(from + start.length, to);
  return renderError(`execution error at (${place}): ${said}`, error);
}

function renderError(message: string, cause: TemplateError): RenderError {
  const { template, line, column } = cause;
  return new RenderError(message, { cause, place: { template, line, column } });
}
