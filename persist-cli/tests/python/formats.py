"""What the real libraries make of exported files, and files that they write.

    formats.py has MODULE           exit code 3 if Python lacks it
    formats.py read MODULE FOLDER   compares each file that FOLDER/expected.json lists
    formats.py write MODULE FOLDER  writes files, and what they hold as FOLDER/expected.json

`expected.json` is a list of {"file", "metadata", "tensors": {name: {"dtype", "shape", "hex"}}}: elements are in C's order,
little-endian. Types have NumPy's names.
"""

import importlib.util
import json
import pathlib
import sys


def described(array):
    """An array as `expected.json` has it."""
    import numpy

    array = numpy.asarray(array)
    little = array.astype(array.dtype.newbyteorder("<"), order="C", copy=True)
    return {
        "dtype": array.dtype.newbyteorder("=").name,
        "shape": list(array.shape),
        "hex": little.tobytes(order="C").hex(),
    }


def read_numpy(path):
    import numpy

    loaded = numpy.load(path, allow_pickle=False)
    if path.suffix == ".npy":
        return {"value": described(loaded)}, None
    metadata = None
    tensors = {}
    for name in loaded.files:
        if name == "__metadata__":
            metadata = json.loads(str(loaded[name]))
        else:
            tensors[name] = described(loaded[name])
    return tensors, metadata


def read_safetensors(path):
    import safetensors
    import safetensors.numpy

    with safetensors.safe_open(path, framework="np") as file:
        metadata = file.metadata()
    names = {"bool": "BOOL", "complex64": "C64", "bfloat16": "BF16"}
    raw = {}
    for name, tensor in safetensors.deserialize(path.read_bytes()):
        raw[name] = {
            "dtype": tensor["dtype"],
            "shape": list(tensor["shape"]),
            "hex": bytes(tensor["data"]).hex(),
        }
    # Types that NumPy has are read as its arrays, too.
    known = {"BOOL", "U8", "U16", "U32", "U64", "I8", "I16", "I32", "I64", "F16", "F32", "F64", "C64"}
    if all(tensor["dtype"] in known for tensor in raw.values()):
        for name, array in safetensors.numpy.load_file(path).items():
            array = described(array)
            kind = array["dtype"]
            code = names.get(kind) or kind.replace("uint", "U").replace("int", "I").replace("float", "F")
            assert {**array, "dtype": code} == raw[name], name
    return raw, metadata


def read_pyarrow(path):
    import numpy
    import pyarrow

    table = pyarrow.ipc.open_file(path).read_all()
    tensors = {}
    for name in table.column_names:
        column, shape = table[name].combine_chunks(), [table.num_rows]
        while pyarrow.types.is_fixed_size_list(column.type):
            shape.append(column.type.list_size)
            column = column.flatten()
        values = column.to_numpy(zero_copy_only=False)
        tensors[name] = described(numpy.asarray(values).reshape(shape))
    metadata = table.schema.metadata or {}
    return tensors, {key.decode(): value.decode() for key, value in metadata.items()}


READ = {"numpy": read_numpy, "safetensors": read_safetensors, "pyarrow": read_pyarrow}


def read(module, folder):
    for expected in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        tensors, metadata = READ[module](folder / expected["file"])
        if tensors != expected["tensors"]:
            sys.exit(f"{expected['file']}:\nexpected {expected['tensors']}\nfound    {tensors}")
        if expected["metadata"] is not None and metadata != expected["metadata"]:
            sys.exit(f"{expected['file']}: metadata: expected {expected['metadata']}, found {metadata}")


def arrays():
    """Arrays of all types that NumPy shares with persist, in all orders."""
    import numpy

    kinds = "bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 float16 float32 float64 complex64 complex128"
    found = {kind: numpy.arange(6).reshape(2, 3).astype(kind) for kind in kinds.split()}
    found["nan"] = numpy.array([0x7FA00001, 0xFFC12345], dtype="uint32").view("float32")
    found["empty"] = numpy.zeros((0, 3), dtype="float32")
    found["number"] = numpy.array(2.5)
    found["a/b.c"] = numpy.array([True, False])
    return found


def write_numpy(folder):
    import numpy

    files = {"all.npz": arrays(), "packed.npz": {"zeros": numpy.zeros(5000), **arrays()}}
    numpy.savez(folder / "all.npz", **files["all.npz"])
    numpy.savez_compressed(folder / "packed.npz", **files["packed.npz"])
    singles = {
        "fortran.npy": numpy.asfortranarray(numpy.arange(24, dtype="float64").reshape(2, 3, 4)),
        "big_endian.npy": numpy.arange(6).reshape(3, 2).astype(">i4"),
        "both.npy": numpy.asfortranarray(numpy.arange(6).reshape(3, 2).astype(">c16")),
    }
    for name, array in singles.items():
        numpy.save(folder / name, array, allow_pickle=False)
        files[name] = {"value": array}
    return [(name, None, tensors) for name, tensors in files.items()]


def write_safetensors(folder):
    import safetensors.numpy

    tensors = {name: array for name, array in arrays().items() if name != "complex128"}
    metadata = {"format": "np", "größe": "7"}
    safetensors.numpy.save_file(tensors, folder / "all.safetensors", metadata=metadata)
    safetensors.numpy.save_file({}, folder / "none.safetensors")
    return [("all.safetensors", metadata, tensors), ("none.safetensors", None, {})]


def write(module, folder):
    written = {"numpy": write_numpy, "safetensors": write_safetensors}[module](folder)
    expected = [
        {
            "file": file,
            "metadata": metadata,
            "tensors": {name: described(array) for name, array in tensors.items()},
        }
        for file, metadata, tensors in written
    ]
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


if __name__ == "__main__":
    command, module = sys.argv[1:3]
    if command == "has":
        sys.exit(0 if importlib.util.find_spec(module) else 3)
    {"read": read, "write": write}[command](module, pathlib.Path(sys.argv[3]))
