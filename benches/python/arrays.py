"""Python's ways to store a model of big arrays, measured as the benchmark `arrays` measures those of Rust.

The benchmark runs this program for each measurement, where it finds an interpreter with numpy:

    arrays.py list                          the ways, and what is missing for others
    arrays.py versions                      of Python and of the packages
    arrays.py save WAY PATH BYTES           makes a model of so many bytes, writes it
    arrays.py load WAY READER PATH          reads it

Each prints a line `name value` for each figure: seconds of the second repetition, and bytes of memory beyond those
held before, at the highest point of the first one. By itself, for a table of its own:

    arrays.py table [GIBIBYTES] [ROUNDS]
"""

import importlib.metadata
import importlib.util
import os
import pickle
import platform
import subprocess
import sys
import tempfile
import time
import zlib

TENSORS = 200


def main():
    match sys.argv[1:]:
        case ["list"]:
            listed()
        case ["versions"]:
            print(", ".join(versions()))
        case ["save", way, path, size]:
            saved(WAYS[way], path, int(size))
        case ["load", way, reader, path]:
            loaded(WAYS[way].readers[reader], path)
        case ["table", *options]:
            table(*(float(option) for option in options))
        case _:
            sys.exit(__doc__)


class Way:
    """A way to store a dictionary of arrays."""

    def __init__(self, needs, write, **readers):
        self.needs, self.write = needs, write
        self.readers = {name.rstrip("_"): read for name, read in readers.items()}

    def missing(self):
        return [need for need in ["numpy", *self.needs] if importlib.util.find_spec(need) is None]


def write_pickle(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file, protocol=5)


def read_pickle(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def write_joblib(model, path):
    import joblib

    joblib.dump(model, path)


def read_joblib(path, mmap_mode=None):
    import joblib

    return joblib.load(path, mmap_mode=mmap_mode)


def write_npz(model, path):
    import numpy

    with open(path, "wb") as file:
        numpy.savez(file, **model)


def read_npz(path):
    import numpy

    with numpy.load(path) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write_npy(model, path):
    import numpy

    with open(path, "wb") as file:
        for values in model.values():
            numpy.save(file, values)


def read_npy(path):
    import numpy

    with open(path, "rb") as file:
        return {name(number): numpy.load(file) for number in range(TENSORS)}


def write_safetensors(model, path):
    from safetensors.numpy import save_file

    save_file(model, path)


def read_safetensors(path):
    from safetensors.numpy import load_file

    return load_file(path)


WAYS = {
    "pickle 5": Way([], write_pickle, owned=read_pickle),
    "joblib": Way(["joblib"], write_joblib, owned=read_joblib, mapped=lambda path: read_joblib(path, "r")),
    "numpy .npz": Way([], write_npz, owned=read_npz),
    "numpy .npy": Way([], write_npy, owned=read_npy),
    "safetensors (Python)": Way(["safetensors"], write_safetensors, owned=read_safetensors),
}


def listed():
    for name, way in WAYS.items():
        if way.missing():
            print("missing", ", ".join(way.missing()), "for", name)
        else:
            print(*way.readers, "=", name)


def versions():
    yield f"Python {platform.python_version()}"
    for package in ["numpy", "joblib", "safetensors"]:
        if importlib.util.find_spec(package):
            yield f"{package} {importlib.metadata.version(package)}"


def name(number):
    return f"layers.{number:03}.weight"


def generated(size):
    """The tensors of the Rust side's model: the same sizes, and numbers that spread alike."""
    import numpy

    total = size // 4
    shares = [number * 37 % 100 + 1 for number in range(TENSORS)]
    lengths = [total * share // sum(shares) for share in shares]
    lengths[-1] += total - sum(lengths)
    noise = numpy.random.default_rng(3141592653)
    return {name(number): noise.standard_normal(length, dtype="f4") for number, length in enumerate(lengths)}


def digest(model):
    result = 0
    for number in range(TENSORS):
        result = zlib.crc32(model[name(number)], result)
    return result


def saved(way, path, size):
    model = generated(size)
    before = reset()
    way.write(model, path)
    print("resident", status("VmHWM:") - before)
    os.remove(path)

    print("plain", seconds(lambda: way.write(model, path)))
    os.remove(path)

    def durable():
        way.write(model, path)
        with open(path, "rb") as file:
            os.fsync(file)

    print("durable", seconds(durable))
    print("bytes", os.path.getsize(path))
    print("digest", digest(model))


def loaded(read, path):
    import numpy  # noqa: F401, a program that holds arrays has it

    before = reset()
    read(path)
    print("resident", status("VmHWM:") - before)

    start = time.perf_counter()
    model = read(path)
    print("seconds", time.perf_counter() - start)
    print("digest", digest(model))


def seconds(operation):
    start = time.perf_counter()
    operation()
    return time.perf_counter() - start


def reset():
    """Forgets the highest point of memory so far, and gives what is held."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass
    return status("VmRSS:")


def status(key):
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(key))
    except OSError:
        return 0


def table(gibibytes=1.0, rounds=3.0):
    def child(*arguments):
        output = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True)
        return {key: float(value) for key, value in (line.split(" ", 1) for line in output.stdout.splitlines())}

    def median(figures, key):
        return sorted(figure[key] for figure in figures)[len(figures) // 2]

    size = int(gibibytes * 2**30) // 4 * 4
    ways = {name: way for name, way in WAYS.items() if not way.missing()}
    results = {(name, reader): [] for name, way in ways.items() for reader in way.readers}
    with tempfile.TemporaryDirectory() as folder:
        # The first round pays for memory that the machine has not touched before.
        for turn in range(int(rounds) + 1):
            for name, way in ways.items():
                path = os.path.join(folder, "model")
                save = child("save", name, path, str(size))
                for reader in way.readers:
                    load = child("load", name, reader, path)
                    assert save["digest"] == load["digest"], f"{name} changes the model"
                    if turn > 0:
                        results[name, reader].append({**load, "plain": save["plain"], "durable": save["durable"]})
                os.remove(path)
    print("| way | reader | save s | on disk s | load s | memory of a load MiB |")
    print("|---|---|--:|--:|--:|--:|")
    for (name, reader), figures in results.items():
        plain, durable, load = (median(figures, key) for key in ["plain", "durable", "seconds"])
        print(f"| {name} | {reader} | {plain:.2f} | {durable:.2f} | {load:.4f} | {median(figures, 'resident') / 2**20:.0f} |")
    for name, way in WAYS.items():
        if way.missing():
            print(f"\nWithout {name}: {', '.join(way.missing())} is missing.")


main()
