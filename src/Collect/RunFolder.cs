using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Collect;

/// <summary>
/// A run on disk: <c>plan.json manifest.json evidence/NAME.json result.json report.html report.md documents/NAME.md</c>. Every stage reads
/// what the one before it wrote, so that each can be run again alone.
/// </summary>
public sealed class RunFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes the folder of a new run.</summary>
    public static RunFolder Create(string path)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(path, "evidence"));
        return new RunFolder(System.IO.Path.GetFullPath(path));
    }

    /// <summary>Opens the folder of a recorded run, or null when it is none.</summary>
    public static RunFolder? Open(string path) =>
        File.Exists(System.IO.Path.Combine(path, "plan.json")) && File.Exists(System.IO.Path.Combine(path, "manifest.json"))
            && Directory.Exists(System.IO.Path.Combine(path, "evidence"))
            ? new RunFolder(System.IO.Path.GetFullPath(path))
            : null;

    /// <summary>A file of the run.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Stores what a collector observed, or the cause why it could not.</summary>
    public void Write(string name, Collected collected)
    {
        var path = EvidenceFile(name);
        var text = collected switch
        {
            Collected.Present present => JsonSerializer.Serialize(present.Evidence, ModelJson.Evidence),
            Collected.Failed failed =>
                JsonSerializer.Serialize(new FailedCollector(name, failed.Cause), CollectJsonContext.Default.FailedCollector),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        WriteText(path, text, ownerOnly: name == StatementParameters.Kind);
    }

    /// <summary>Stores the plan, without its secrets.</summary>
    public void Write(Plan plan) =>
        WriteText(FileOf("plan.json"), JsonSerializer.Serialize(Redaction.Of(plan), ModelJson.Plan), ownerOnly: false);

    /// <summary>Stores the manifest.</summary>
    public void Write(Manifest manifest) =>
        WriteText(FileOf("manifest.json"), JsonSerializer.Serialize(manifest, ModelJson.Manifest), ownerOnly: false);

    /// <summary>Stores a document.</summary>
    public void Write(string name, string text) => WriteText(FileOf(name), text, ownerOnly: false);

    /// <summary>Removes a document, if it is there.</summary>
    public void Delete(string name)
    {
        if (File.Exists(FileOf(name)))
        {
            File.Delete(FileOf(name));
        }
    }

    /// <summary>Removes a folder of documents.</summary>
    public void Clear(string name)
    {
        if (Directory.Exists(FileOf(name)))
        {
            Directory.Delete(FileOf(name), recursive: true);
        }
    }

    /// <summary>The plan, its secrets missing.</summary>
    /// <exception cref="JsonException">It is damaged; says where.</exception>
    public Plan ReadPlan() => Read("plan.json", ModelJson.Plan);

    /// <summary>The manifest.</summary>
    /// <exception cref="JsonException">It is damaged; says where.</exception>
    public Manifest ReadManifest() => Read("manifest.json", ModelJson.Manifest);

    /// <summary>All evidence, by name; a file that cannot be read is a failed collector.</summary>
    public EvidenceSet ReadEvidence() => new(Directory
        .EnumerateFiles(System.IO.Path.Combine(Path, "evidence"), "*.json")
        .Order(StringComparer.Ordinal)
        .ToDictionary(file => System.IO.Path.GetFileNameWithoutExtension(file), ReadCollected, StringComparer.Ordinal));

    private static Collected ReadCollected(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("kind", out var kind) && kind.GetString() == FailedCollector.KindName
                ? new Collected.Failed(document.RootElement.GetProperty("cause").GetString() ?? "unknown")
                : new Collected.Present(
                    JsonSerializer.Deserialize(text, ModelJson.Evidence) ?? throw new JsonException("null is no evidence"));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException
            or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            return new Collected.Failed($"{System.IO.Path.GetFileName(file)} cannot be read: {e.Message}");
        }
    }

    private T Read<T>(string name, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(FileOf(name)), type) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (DamagedJson.IsCause(e))
        {
            throw new JsonException(DamagedJson.Told(name, e), e);
        }
    }

    private string EvidenceFile(string name) => System.IO.Path.Combine(Path, "evidence", name + ".json");

    private static void WriteText(string path, string text, bool ownerOnly)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
        writer.Write('\n');
    }
}
