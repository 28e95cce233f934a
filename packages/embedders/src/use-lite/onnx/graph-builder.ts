import { bytesField, floatField, integerField, message } from "./protobuf.js";

/** Element types of ONNX tensors, as `TensorProto.DataType` numbers them. */
export const elementType = { float32: 1, int8: 3, int64: 7 } as const;

type ElementType = (typeof elementType)[keyof typeof elementType];

/** A number with a float attribute's type; a plain number is an integer attribute. */
export interface FloatAttribute {
  readonly float: number;
}

/** Attributes of a node, by name. */
export type NodeAttributes = Readonly<Record<string, number | readonly number[] | FloatAttribute>>;

/** A value that enters or leaves the graph. Text in its shape names a size known at run time. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

const irVersion = 8;
const operatorSetVersion = 17;
const attributeKind = { float: 1, integer: 2, integers: 7 } as const;

/**
 * Writes an ONNX model in memory, node by node. Values are named by the strings that the methods
 * return. Field numbers are those of `onnx.proto3`.
 *
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
export class GraphBuilder {
  readonly #constants: Uint8Array[] = [];
  readonly #nodes: Uint8Array[] = [];
  #names = 0;

  /** A float constant; a vector unless a shape is given. */
  floats(values: Float32Array, shape: readonly number[] = [values.length]): string {
    return this.#constant(elementType.float32, shape, values);
  }

  /** An int8 constant. */
  int8s(values: Int8Array, shape: readonly number[]): string {
    return this.#constant(elementType.int8, shape, values);
  }

  /** A vector of int64, as shapes and split sizes are given. */
  int64s(values: readonly number[]): string {
    const array = BigInt64Array.from(values, (value) => BigInt(value));
    return this.#constant(elementType.int64, [values.length], array);
  }

  /** Adds a node with one output, which it names and returns. */
  node(operator: string, inputs: readonly string[], attributes: NodeAttributes = {}): string {
    const output = this.#name("value");
    this.#push(operator, inputs, [output], attributes);
    return output;
  }

  /** Adds a node with three outputs. */
  nodeOfThree(
    operator: string,
    inputs: readonly string[],
    attributes: NodeAttributes = {},
  ): [string, string, string] {
    const outputs: [string, string, string] = [
      this.#name("value"),
      this.#name("value"),
      this.#name("value"),
    ];
    this.#push(operator, inputs, outputs, attributes);
    return outputs;
  }

  /** The bytes of the model, with `result` renamed to the output's name. */
  build(inputs: readonly GraphValue[], result: string, output: GraphValue): Uint8Array {
    this.#push("Identity", [result], [output.name], {});
    const graph = message(
      ...this.#nodes.map((node) => bytesField(1, node)),
      bytesField(2, "encoder"),
      ...this.#constants.map((constant) => bytesField(5, constant)),
      ...inputs.map((input) => bytesField(11, valueInfo(input))),
      bytesField(12, valueInfo(output)),
    );
    const operatorSet = message(bytesField(1, ""), integerField(2, operatorSetVersion));
    return message(integerField(1, irVersion), bytesField(7, graph), bytesField(8, operatorSet));
  }

  #constant(
    type: ElementType,
    shape: readonly number[],
    values: Float32Array | Int8Array | BigInt64Array,
  ): string {
    const name = this.#name("constant");
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      message(
        ...shape.map((size) => integerField(1, size)),
        integerField(2, type),
        bytesField(8, name),
        bytesField(9, bytes),
      ),
    );
    return name;
  }

  #push(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: NodeAttributes,
  ): void {
    this.#nodes.push(
      message(
        ...inputs.map((name) => bytesField(1, name)),
        ...outputs.map((name) => bytesField(2, name)),
        bytesField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value))),
      ),
    );
  }

  #name(kind: string): string {
    return `${kind}${this.#names++}`;
  }
}

function attribute(name: string, value: NodeAttributes[string]): Uint8Array {
  const label = bytesField(1, name);
  if (typeof value === "number") {
    return message(label, integerField(3, value), integerField(20, attributeKind.integer));
  }
  if ("float" in value) {
    return message(label, floatField(2, value.float), integerField(20, attributeKind.float));
  }
  const items = value.map((item) => integerField(8, item));
  return message(label, ...items, integerField(20, attributeKind.integers));
}

function valueInfo({ name, type, shape }: GraphValue): Uint8Array {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === "string" ? bytesField(2, size) : integerField(1, size)),
  );
  const tensor = message(integerField(1, type), bytesField(2, message(...dimensions)));
  return message(bytesField(1, name), bytesField(2, bytesField(1, tensor)));
}
