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
        : this(source, text => DelimiterOf(text, columns))
    {
    }

    /// <summary>Opens a file that may have no header.</summary>
    /// <param name="source">The file.</param>
    /// <param name="delimiterOf">Tells the delimiter by the file's beginning; a comma where it is null.</param>
    public CsvRows(RunSource source, Func<string, char?> delimiterOf)
    {
        _text = new BoundedText(source, MostCharacters, "record");
        _parser = new CsvParser(_text, Configuration(delimiterOf(_text.Peek64K()) ?? ','), leaveOpen: true);
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

    /// <summary>What separates the fields of a text whose first record has these, in any order; null when it has not.</summary>
    public static char? DelimiterOf(string text, params string[] columns) =>
        columns.Length > 0 && columns.All(column => text.Contains(column, StringComparison.Ordinal))
            ? DelimiterOf(text, first => columns.All(first.Select(static field => field.Trim()).ToHashSet(StringComparer.Ordinal).Contains))
            : null;

    /// <summary>What separates the fields of a text so that its first record is one; null when nothing does.</summary>
    public static char? DelimiterOf(string text, Func<string[], bool> isOne)
    {
        foreach (var delimiter in Delimiters)
        {
            if (isOne(First(text, delimiter)))
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
