using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Headroom.Load.K6;

namespace Headroom.Tests.Unit.Load.K6;

/// <summary>One run of the real k6 (v2.2.1) against a server that refuses some requests: its stream, and its exported summary as the oracle of the stream.</summary>
internal static class Fixtures
{
    public static byte[] Stream()
    {
        using var file = File.OpenRead(PathOf("small.ndjson.gz"));
        using var text = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        text.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static byte[] Summary() => File.ReadAllBytes(PathOf("summary.json"));

    public static string PathOf(string name) => Path.Combine(Folder(), "fixtures", name);

    public static async Task<K6Reader> ReadAsync(Stream stream, Action? onSecond = null)
    {
        var reader = new K6Reader("script.js", "k6 run script.js");
        await K6Lines.ReadAsync(stream, reader, onSecond ?? (static () => { }), CancellationToken.None);
        return reader;
    }

    public static async Task<K6Recording> RecordAsync(params string[] lines) =>
        Record(await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));

    public static K6Recording Record(K6Reader reader) => reader.Recording([], TimeSpan.Zero, interrupted: false, endedBecause: null);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
