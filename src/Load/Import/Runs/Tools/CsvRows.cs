using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The records of a CSV file, one after the other, in bounded memory; quoted fields may hold line feeds.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int MostCharacters = 1024 * 1024;
    private const string Delimiters = ",;\t|";

    private readonly BoundedText _text;
    private readonly CsvParser _parser;

    /// <summary>Opens a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="columns">Names that its header has: they tell the delimiter, which is a comma where there is no header.</param>
    public CsvRows(RunSource source, params string[] columns)
    {
        _text = new BoundedText(source, MostCharacters, "record");
        _parser = new CsvParser(_text, Configuration(DelimiterOf(_text.Peek64K(), columns) ?? ','), leaveOpen: true);
    }

    /// <summary>The line on which the last record ends, from 1; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int Count => _parser.Count;

    /// <summary>A field of the record; empty where it has none.</summary>
    public string this[int column] => column >= 0 && column < _parser.Count ? _parser[column] ?? "" : "";

    /// <summary>The next record; false at the end.</summary>
    /// <exception cref="RunFormException">It is too long, or no CSV.</exception>
    public bool Read()
    {
        _text.Mark(Line + 1);
        try
        {
            if (!_parser.Read())
            {
                return false;
            }

            Line = _parser.RawRow;
            return true;
        }
        catch (CsvHelperException e)
        {
            throw new RunFormException(Line + 1, $"no valid CSV ({e.Message.Split('\n')[0].Trim()})");
        }
    }

    /// <summary>The fields of the record by their place; the first of two with one name counts.</summary>
    public Dictionary<string, int> Header()
    {
        var header = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < Count; column++)
        {
            header.TryAdd(this[column].Trim(), column);
        }

        return header;
    }

    /// <summary>Whether the first record of a text has these fields, in any order, with any delimiter.</summary>
    public static bool HasHeader(string text, params string[] columns) => DelimiterOf(text, columns) is not null;

    /// <summary>The first record of a text that is separated by commas; empty when there is none.</summary>
    public static string[] First(string text) => First(text, ',');

    /// <inheritdoc/>
    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
    }

    private static char? DelimiterOf(string text, string[] columns)
    {
        foreach (var delimiter in Delimiters)
        {
            if (columns.Length > 0 && columns.All(column => text.Contains(column, StringComparison.Ordinal))
                && columns.All(First(text, delimiter).Select(static field => field.Trim()).ToHashSet(StringComparer.Ordinal).Contains))
            {
                return delimiter;
            }
        }

        return null;
    }

    private static string[] First(string text, char delimiter)
    {
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        using var parser = new CsvParser(reader, Configuration(delimiter), leaveOpen: true);
        try
        {
            return parser.Read() ? parser.Record ?? [] : [];
        }
        catch (CsvHelperException)
        {
            return [];
        }
    }

    private static CsvConfiguration Configuration(char delimiter) =>
        new(CultureInfo.InvariantCulture) { BadDataFound = null, Delimiter = delimiter.ToString() };
}
