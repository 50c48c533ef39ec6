using System.Text.Json;
using System.Text.Json.Serialization;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Journal;

/// <summary>One thing that Headroom created and must remove.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Folder), "folder")]
[JsonDerivedType(typeof(Cluster), "cluster")]
[JsonDerivedType(typeof(Process), "process")]
[JsonDerivedType(typeof(Database), "database")]
public abstract record JournalEntry
{
    private JournalEntry() { }

    /// <summary>A folder; removed with all that is in it.</summary>
    /// <param name="Path">Absolute; its last name starts with <c>headroom-</c>, or else it is never removed.</param>
    public sealed record Folder(string Path) : JournalEntry;

    /// <summary>A private PostgreSQL cluster, removed as a whole: its server is stopped, then the folder goes.</summary>
    /// <param name="Path">The folder that holds its data folder <c>data</c>; named like <see cref="Folder"/>.</param>
    public sealed record Cluster(string Path) : JournalEntry;

    /// <summary>A process. Written after its start; until then its environment names its owner.</summary>
    /// <param name="Stamp">Which one.</param>
    public sealed record Process(ProcessStamp Stamp) : JournalEntry;

    /// <summary>A database on a server that is not ours.</summary>
    /// <param name="Name">Starts with <c>headroom_</c>, or else it is never dropped.</param>
    /// <param name="ConnectionString">
    /// How to reach the server, to another database of it, with the secret: the journal is readable only by its owner.
    /// </param>
    public sealed record Database(string Name, string ConnectionString) : JournalEntry
    {
        /// <summary>The name alone: a connection string is never printed.</summary>
        public override string ToString() => $"database {Name}";
    }

    /// <summary>
    /// Why this may not be removed by Headroom; null when it may. Guards against a journal that was written by mistake or by another hand.
    /// </summary>
    internal string? Refusal => this switch
    {
        Folder folder => FolderRefusal(folder.Path),
        Cluster cluster => FolderRefusal(cluster.Path),
        Database database when !database.Name.StartsWith("headroom_", StringComparison.Ordinal) => "its name does not start with headroom_",
        _ => null,
    };

    private static string? FolderRefusal(string path) =>
        !System.IO.Path.IsPathFullyQualified(path) || path.Split('/').Contains("..", StringComparer.Ordinal) ? "its path is not absolute"
        : !System.IO.Path.GetFileName(path).StartsWith("headroom-", StringComparison.Ordinal) ? "its name does not start with headroom-"
        : null;
}

/// <summary>One line of a journal: an entry when it was added, its number alone when it was crossed out.</summary>
/// <param name="Number">Counts from 1 in each journal.</param>
/// <param name="Added">Null: the entry of this number was removed.</param>
internal sealed record JournalLine(int Number, JournalEntry? Added);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>The line; null when it was torn by a kill while it was written, so that its thing was not created yet.</summary>
    public static JournalLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.JournalLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
