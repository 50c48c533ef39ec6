using Headroom.Load.Requests;

namespace Headroom.Load.Scenarios;

/// <summary>Where a plan takes from what it does not hold itself.</summary>
/// <param name="Folder">The folder that files which the plan names are relative to.</param>
/// <param name="File">The plan's own file, as its mistakes name it.</param>
/// <param name="Environment">A variable of the environment, or null when it is not set.</param>
internal sealed record LoadSources(string Folder, string File, Func<string, string?> Environment)
{
    private const string Prefix = "env:";

    /// <summary>A Content-Type that somebody wants of every request, in the place of the plan's; null: nobody does.</summary>
    public string? ContentType { get; init; }

    /// <summary>What a plan without a name is called; null: as its file.</summary>
    public string? Name { get; init; }

    /// <summary>The path of a file that a value names: relative to the file in which the value stands.</summary>
    public string PathOf(YamlValue value, string file) => Path.Combine(FolderOf(value), file);

    /// <summary>The folder that a value's files are relative to.</summary>
    public string FolderOf(YamlValue value) => value.File == File ? Folder : Path.GetDirectoryName(value.File) ?? "";

    /// <summary>A text with every <c>${env:NAME}</c> filled; one that is not set is recorded as a mistake.</summary>
    /// <param name="value">The text's place.</param>
    /// <param name="text">The text.</param>
    /// <param name="other">What becomes of other placeholders, or null when it is a mistake that has been recorded.</param>
    public string Fill(YamlValue value, string text, Func<string, string?> other) => string.Concat(
        Placeholders.Pieces(text).Select(piece => piece switch
        {
            (false, var literal) => literal,
            (true, var name) when name.StartsWith(Prefix, StringComparison.Ordinal) => Variable(value, name[Prefix.Length..]),
            (true, var name) => other(name) ?? "",
        }));

    private string Variable(YamlValue value, string name)
    {
        if (Environment(name) is { } found)
        {
            return found;
        }

        value.Fail($"'${{{Prefix}{name}}}' is not set; expected it in the environment");
        return "";
    }
}
