import { randomInt } from 'node:crypto';

const ADJECTIVES =
  `amber ample autumn azure bold brave breezy bright brisk calm candid cedar civil clear clever coral cosy crisp curious
  dapper daring eager early earnest easy fair fleet frank fresh gentle glad golden grand hardy hazel honest humble ivory
  jolly keen kind lively loyal lucid lunar mellow merry mighty mild neat nimble noble olive patient placid plucky polar
  proud quick quiet ready rosy royal rustic sage sandy serene silent silver sleek snowy solar spry stable steady stout
  sturdy subtle sunny swift tidy tranquil trusty upbeat velvet vivid warm wise witty zesty`.split(/\s+/);

const NOUNS =
  `acorn alder anchor aspen badger beacon beaver birch bison bobcat bramble brook canyon cedar cliff clover comet condor
  coral cove crane creek crow cypress delta dolphin dove dune eagle elk elm ember falcon fern finch fjord forest fox
  gecko geyser glacier glade grove gull harbour hare hawk hazel heron hill ibis iris island jackdaw juniper kestrel
  kiwi lagoon lantern lark laurel lynx magpie maple marten meadow mesa mink moose moss newt oak oasis ocean orchid
  osprey otter owl panda pebble pelican pine plover poplar puffin quail quartz rabbit raven reef ridge river robin
  salmon sparrow spruce stork summit swan swift tern thistle tiger trout tulip turtle valley walnut willow wolf wren
  yak zebra`.split(/\s+/);

/** A name that tells nothing about its bearer, e.g. `quiet-heron-417`. There are about 100 million of them. */
export function makeAlias(): string {
  return `${draw(ADJECTIVES)}-${draw(NOUNS)}-${randomInt(100, 10_000)}`;
}

function draw(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? '';
}
