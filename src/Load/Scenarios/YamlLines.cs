namespace Headroom.Load.Scenarios;

/// <summary>Lines of YAML at a depth.</summary>
internal sealed class YamlLines
{
    private readonly List<string> _lines = [];

    /// <summary>Every line.</summary>
    public IReadOnlyList<string> All => _lines;

    /// <summary>Adds a key with a value.</summary>
    public void Add(string key, string value) => _lines.Add($"{key}: {value}");

    /// <summary>Adds a key with a value, unless that is null.</summary>
    public void AddKnown(string key, string? value)
    {
        if (value is not null)
        {
            Add(key, value);
        }
    }

    /// <summary>Adds a key whose value is a block of lines, unless there are none.</summary>
    public void AddBlock(string key, IEnumerable<string> block)
    {
        string[] lines = [.. block];
        if (lines.Length > 0)
        {
            _lines.Add($"{key}:");
            _lines.AddRange(lines.Select(static line => line.Length == 0 ? "" : $"  {line}"));
        }
    }

    /// <summary>Adds names with texts as a block, unless there are none.</summary>
    public void AddTexts(string key, IReadOnlyDictionary<string, string> texts) =>
        AddBlock(key, texts.Select(static pair => $"{YamlText.Key(pair.Key)}: {YamlText.Scalar(pair.Value)}"));

    /// <summary>Adds comment lines.</summary>
    public void AddComment(IEnumerable<string> lines) => _lines.AddRange(lines.Select(Comment));

    /// <summary>Adds an empty line.</summary>
    public void AddSpace() => _lines.Add("");

    /// <summary>The lines as an item of a list.</summary>
    public IEnumerable<string> AsItem() => _lines.Select(static (line, i) => $"{(i == 0 ? "- " : "  ")}{line}");

    /// <summary>A line as a comment; control characters are blanks.</summary>
    public static string Comment(string line) => $"# {string.Concat(line.Select(static c => char.IsControl(c) ? ' ' : c))}".TrimEnd();
}
