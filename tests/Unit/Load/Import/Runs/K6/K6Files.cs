using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Results;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

/// <summary>
/// Files that the real k6 wrote (v2.2.1, the legacy text v1.8.1). The stream, the CSV, the export and <c>text.txt</c> are one run, so are
/// <c>text_full.txt</c> and <c>summary_new_machine_readable.json</c>, and the two of <c>pass</c>.
/// </summary>
internal static class K6Files
{
    public const string Export = "summary.json";
    public const string Ndjson = "small.ndjson.gz";
    public const string Csv = "small.csv.gz";

    public static IReadOnlyList<string> All { get; } =
    [
        Ndjson, Csv, Export, "handleSummary.json", "handleSummary_new.json", "summary_new_machine_readable.json", "summary_pass.json", "text.txt",
        "text_full.txt", "text_legacy_v1.txt", "text_pass.txt",
    ];

    public static byte[] Bytes(string name)
    {
        var bytes = File.ReadAllBytes(PathOf(name));
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var text = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        text.CopyTo(plain);
        return plain.ToArray();
    }

    public static ImportedRun Read(string name) => Read(name, Bytes(name));

    public static ImportedRun Read(string name, byte[] content) =>
        (FormOf(name, content) ?? throw new InvalidOperationException($"{name} has no form")).Read(Source(name, new MemoryStream(content)))!;

    public static ImportedRun ReadText(string text) => Read("some.file", Encoding.UTF8.GetBytes(text));

    public static RunSource Source(string name, Stream content) => new(name, content, CancellationToken.None);

    public static RunForm? FormOf(string name, byte[] content)
    {
        var head = new RunHead(name, Encoding.UTF8.GetString(content.AsSpan(0, Math.Min(content.Length, 65536))));
        return K6Forms.All.FirstOrDefault(form => form.Matches(head));
    }

    /// <summary>A figure of the export, the oracle of its run.</summary>
    public static double Oracle(string metric, string value)
    {
        using var summary = JsonDocument.Parse(Bytes(Export));
        return summary.RootElement.GetProperty("metrics").GetProperty(metric).GetProperty(value).GetDouble();
    }

    // The stream and its export are also those of a run that headroom watches.
    private static string PathOf(string name, [CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        return Path.Combine(name is Ndjson or Export ? Path.Combine(folder, "..", "..", "..", "K6") : folder, "fixtures", name);
    }
}
