/** An object's methods, bound: a spread would lose those of a class. */
export function bound<T extends object>(object: T): T {
  return new Proxy({} as T, {
    ownKeys: () => methodNames(object),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_target, property) => {
      const value: unknown = Reflect.get(object, property, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

function methodNames(object: object): string[] {
  const prototype = Object.getPrototypeOf(object) as object;
  return [...Object.keys(object), ...Object.getOwnPropertyNames(prototype)];
}
