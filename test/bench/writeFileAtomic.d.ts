declare module 'write-file-atomic' {
  const writeFileAtomic: {
    sync(path: string, data: Buffer, options: { fsync: boolean }): void;
  };
  export default writeFileAtomic;
}
