/** The trace of a request, from headers of Google's front ends. */

export interface TraceContext {
  /** `projects/P/traces/T`, which Cloud Logging links; without a project only the id of the trace. */
  readonly trace: string;
  /** 16 hex digits. */
  readonly spanId?: string;
  readonly sampled: boolean;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

// W3C: version "-" trace-id "-" parent-id "-" flags, all in hex; version ff and ids of zeros are not valid.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0+-)([0-9a-f]{32})-(?!0+-)([0-9a-f]{16})-([0-9a-f]{2})/;
// Google: TRACE_ID "/" SPAN_ID in decimal ";o=" 1 if traced.
const CLOUD_TRACE = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=(\d))?/i;

/** Parses `traceparent`, else `x-cloud-trace-context`; undefined if neither is valid. */
export function parseTraceContext(headers: Headers, project: string | undefined): TraceContext | undefined {
  return (
    fromTraceparent(headers['traceparent'], project) ??
    fromCloudTrace(headers['x-cloud-trace-context'], project)
  );
}

function fromTraceparent(header: Headers[string], project: string | undefined): TraceContext | undefined {
  const [, id, spanId, flags] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (id === undefined || spanId === undefined || flags === undefined) return undefined;
  return { trace: traceName(id, project), spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function fromCloudTrace(header: Headers[string], project: string | undefined): TraceContext | undefined {
  const [, id, span, traced] = (typeof header === 'string' && CLOUD_TRACE.exec(header)) || [];
  if (id === undefined) return undefined;
  const spanId = BigInt(span ?? 0)
    .toString(16)
    .padStart(16, '0');
  const isSpan = span !== undefined && spanId.length === 16;
  return {
    trace: traceName(id.toLowerCase(), project),
    ...(isSpan ? { spanId } : {}),
    sampled: traced === '1',
  };
}

function traceName(id: string, project: string | undefined): string {
  return project === undefined || project === '' ? id : `projects/${project}/traces/${id}`;
}
