import { toCurl, type FailedCheck, type HttpExchange } from '#contracts';
import { CopyButton } from '../parts/copy-text.js';
import { writeRequest, writeResponse, type MessageLine } from './message-lines.js';

interface ExchangeViewProps {
  readonly exchange: HttpExchange;
  readonly check: FailedCheck | null;
}

/** What was sent beside what came back, the lines that differ marked, and the request to send again by hand. */
export function ExchangeView({ exchange: { request, response }, check }: ExchangeViewProps) {
  const curl = toCurl(request);
  return (
    <div className="exchange">
      <div className="exchange-side">
        <div className="exchange-head">
          <h4>Request</h4>
          {curl !== null && (
            <CopyButton text={curl} what="the request as a curl command" label="Copy as curl" />
          )}
        </div>
        <MessageView lines={writeRequest(request)} />
        {curl === null && (
          <p className="muted">The request could not be kept whole, so there is no curl command for it.</p>
        )}
      </div>
      <div className="exchange-side">
        <div className="exchange-head">
          <h4>Response</h4>
        </div>
        {response === null ? (
          <p className="muted">None came.</p>
        ) : (
          <MessageView lines={writeResponse(response, check)} />
        )}
      </div>
    </div>
  );
}

function MessageView({ lines }: { lines: readonly MessageLine[] }) {
  return (
    <pre tabIndex={0}>
      {lines.map(({ text, differs }, index) => (
        <span key={index} className={differs ? 'line differs' : 'line'}>
          <span className="sign" aria-hidden="true">
            {differs ? '▸' : ' '}
          </span>
          {differs && <span className="visually-hidden">differs: </span>}
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
