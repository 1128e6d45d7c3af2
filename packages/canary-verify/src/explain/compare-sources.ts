import { hidingSecrets, secretsOfSources } from '../options/secrets.js';
import { hiding, withTexts } from '../text/known-secrets.js';
import { masked } from '../text/masked.js';
import { trafficFails } from './causes/traffic-fails.js';
import { type Examined, examine } from './examine.js';
import type { ResolvedExplain } from './explain-options.js';
import type { ExplainedDiagnosis, Explanation } from './explanation.js';
import { explainedInstances } from './instances.js';
import type { ArmTraffic } from './situation/facts.js';
import { countTraffic, type TrafficCount } from './traffic.js';

/** Counts the traffic where there is a target, asks the sources, and says what does not fit together. */
export async function compareSources({ sources, counting, signal }: ResolvedExplain): Promise<Explanation> {
  const counted = counting === null ? null : await countTraffic(counting.options, counting.requests);
  const traffic = counted !== null && 'traffic' in counted ? [counted.traffic] : [];
  const examined = await examine(sources, traffic, signal);
  const target = counting === null ? null : masked(counting.options.target.href);
  const explanation = concludeExplanation(examined, { counted, target, interrupted: signal.aborted });
  return withTexts(
    explanation,
    counting === null ? hiding(secretsOfSources(sources)) : hidingSecrets(counting.options),
  );
}

interface Rest {
  counted: TrafficCount | null;
  target: string | null;
  interrupted: boolean;
}

function concludeExplanation(
  { situation, looked, causes }: Examined,
  { counted, target, interrupted }: Rest,
): Explanation {
  const { consul, processes, config, traffic } = situation.known;
  const blocked: ExplainedDiagnosis[] =
    counted !== null && 'why' in counted && counted.why !== null ? [counted.why] : [];
  // A cause that was found says more than what it does to the traffic.
  const failing = causes.length > 0 ? null : trafficFails(situation);
  const diagnosis = [...blocked, ...causes, ...(failing === null ? [] : [failing])];
  const silent = consul === null && processes.length === 0 && config === null && traffic.length === 0;
  return {
    exitCode: interrupted ? 130 : silent ? 3 : diagnosis.length > 0 ? 1 : 0,
    sources: {
      consul: consul === null ? null : consul.url,
      haproxy: processes.map(({ source, version, pid }) => ({ source, version, pid })),
      config: [...new Set(config?.config.sections.map(({ place }) => place.file))],
      unreadable: looked.unreadable.map(({ source }) => source),
    },
    target,
    traffic: figuresOf(traffic[0]),
    instances: explainedInstances(situation),
    diagnosis,
  };
}

function figuresOf(traffic: ArmTraffic | undefined): Explanation['traffic'] {
  if (traffic === undefined) return null;
  const { requests, stable, canary, unidentified, failed } = traffic;
  return { requests, stable, canary, unidentified, failed };
}
