using System.Runtime.CompilerServices;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>What a case of the corpus tries.</summary>
internal enum CaseKind
{
    /// <summary>Indexes are missing.</summary>
    Positive,

    /// <summary>No index is missing.</summary>
    Negative,

    /// <summary>An index looks wanted and would be a loss, or another than the obvious one is wanted.</summary>
    Trap,
}

/// <summary>A small database with its workload, and the indexes that a careful person would make there. The files are cases/NNN-name.sql.</summary>
internal sealed record CorpusCase
{
    private const string SchemaMark = "-- schema\n", WorkloadMark = "-- workload\n";

    /// <summary>"001-equality", as the file is called.</summary>
    public required string Name { get; init; }

    /// <summary>Why these indexes, or why none.</summary>
    public required string Why { get; init; }

    public required CaseKind Kind { get; init; }

    /// <summary>For each index that is expected the texts of CREATE INDEX that are equally good, the most natural first; empty: none is expected.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Expected { get; init; }

    /// <summary>Indexes (sets of them, joined by " + ") that the author tried beside the expected ones: clearly worse, useless, or harmful.</summary>
    public required IReadOnlyList<string> Rejected { get; init; }

    /// <summary>The fault that should be named instead of a missing index, in free words, or null.</summary>
    public required string? ExpectedFinding { get; init; }

    /// <summary>For each index that should go the names of which one may be named.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> ExpectedDrops { get; init; }

    /// <summary>The script that makes the database.</summary>
    public required string Schema { get; init; }

    /// <summary>The workload file.</summary>
    public required string Workload { get; init; }

    /// <summary>All cases, by name.</summary>
    public static IReadOnlyList<CorpusCase> All() =>
    [
        .. Directory.GetFiles(CasesFolder(), "*.sql").Order(StringComparer.Ordinal).Select(path => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))),
    ];

    /// <summary>Reads the text of a case file.</summary>
    /// <exception cref="FormatException">The text is no case; the message has the file's name.</exception>
    public static CorpusCase Parse(string name, string text)
    {
        var schema = text.IndexOf(SchemaMark, StringComparison.Ordinal);
        var workload = text.IndexOf(WorkloadMark, StringComparison.Ordinal);
        if (schema < 0 || workload < schema)
            throw new FormatException($"{name}: expected a head, \"-- schema\" and \"-- workload\"");
        var head = text[..schema].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line(name, line)).ToLookup(line => line.Key, line => line.Value);
        if (One("case") != name)
            throw new FormatException($"{name}: is called {One("case")} inside");
        return new CorpusCase
        {
            Name = name,
            Why = One("why"),
            Kind = Enum.Parse<CaseKind>(One("kind"), ignoreCase: true),
            Expected = One("expect", many: true) == "none" ? [] : [.. head["expect"].Select(Alternatives)],
            Rejected = [.. head["rejected"]],
            ExpectedFinding = head["expect-finding"].SingleOrDefault(),
            ExpectedDrops = [.. head["expect-drop"].Select(Alternatives)],
            Schema = text[(schema + SchemaMark.Length)..workload],
            Workload = text[(workload + WorkloadMark.Length)..],
        };

        string One(string key, bool many = false) =>
            head[key].Count() == 1 || (many && head[key].Any()) ? head[key].First() : throw new FormatException($"{name}: expected one \"-- {key}: ...\"");
    }

    private static IReadOnlyList<string> Alternatives(string line) => line.Split(" OR ");

    private static KeyValuePair<string, string> Line(string name, string line) =>
        line.StartsWith("-- ", StringComparison.Ordinal) && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? KeyValuePair.Create(line[3..colon], line[(colon + 2)..].Trim())
            : throw new FormatException($"{name}: expected \"-- key: value\", found \"{line}\"");

    private static string CasesFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "cases");
}
