// Prints, but tests nothing.
console.log('no test here');
