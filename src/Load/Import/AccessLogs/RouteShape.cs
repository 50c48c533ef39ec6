using System.Text;
using Headroom.Statistics;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>Requests of a route that name the same query parameters in the same order, with a sample of their values.</summary>
internal sealed class RouteShape(string[] names, bool[] kept)
{
    private const int MaxValue = 256;

    /// <summary>Names of the query parameters.</summary>
    public string[] Names { get; } = names;

    /// <summary>Which parameters' values may be kept: not those of secrets.</summary>
    public bool[] Kept { get; } = kept;

    /// <summary>How many requests.</summary>
    public long Count { get; set; }

    /// <summary>The sample: the ids of the path, then the values of the parameters; that of a secret is empty.</summary>
    public List<string[]> Rows { get; private set; } = [];

    /// <summary>
    /// Counts a request, and takes it into the sample by chance (Vitter's algorithm R: every request is as likely to be in it).
    /// </summary>
    /// <remarks><b>Source:</b> J. S. Vitter, "Random sampling with a reservoir" (1985).</remarks>
    public void Add(ReadOnlySpan<byte> path, ReadOnlySpan<Piece> ids, ReadOnlySpan<byte> query, ReadOnlySpan<Piece> values,
        SampleBudget budget)
    {
        Count++;
        if (ids.Length == 0 && values.Length == 0)
        {
            return;
        }

        var place = Rows.Count < SampleBudget.MaxRows && budget.IsOpen ? Rows.Count
            : (int)Math.Min(int.MaxValue, budget.Chance.Next(Count));
        if (place > Rows.Count || (place == Rows.Count && !(Rows.Count < SampleBudget.MaxRows && budget.IsOpen)))
        {
            return;
        }

        if (RowOf(path, ids, query, values) is not { } row)
        {
            return;
        }

        if (place == Rows.Count)
        {
            Rows.Add(row);
            budget.Take(row);
        }
        else
        {
            Rows[place] = row;
        }
    }

    /// <summary>Takes another shape's requests in; its rows get the value of one more id.</summary>
    public void Absorb(RouteShape other, int at, string? value, SampleBudget budget)
    {
        var rows = value is null ? other.Rows : other.Sample().ConvertAll(row => (string[])[.. row[..at], value, .. row[at..]]);
        var all = Count + other.Count;
        if (Rows.Count + rows.Count <= SampleBudget.MaxRows)
        {
            Rows.AddRange(rows);
        }
        else
        {
            var (mine, theirs) = (Rows, rows);
            Rows = new List<string[]>(SampleBudget.MaxRows);
            for (var i = 0; i < SampleBudget.MaxRows; i++)
            {
                var from = theirs.Count == 0 || (mine.Count > 0 && budget.Chance.Next(all) < Count) ? mine : theirs;
                Rows.Add(from[(int)budget.Chance.Next(from.Count)]);
            }
        }

        Count = all;
    }

    // Requests without ids and parameters have no rows: of each of them one is made, as far as there is room.
    private List<string[]> Sample() =>
        Rows.Count > 0 || Names.Length > 0 ? Rows
            : [.. Enumerable.Repeat(Array.Empty<string>(), (int)Math.Min(Count, SampleBudget.MaxRows))];

    private string[]? RowOf(ReadOnlySpan<byte> path, ReadOnlySpan<Piece> ids, ReadOnlySpan<byte> query, ReadOnlySpan<Piece> values)
    {
        var row = new string[ids.Length + values.Length];
        for (var i = 0; i < row.Length; i++)
        {
            var fromPath = i < ids.Length;
            var piece = fromPath ? ids[i] : values[i - ids.Length];
            if (piece.Length > MaxValue)
            {
                return null;
            }

            row[i] = !fromPath && !Kept[i - ids.Length] ? ""
                : Encoding.Latin1.GetString((fromPath ? path : query).Slice(piece.Start, piece.Length));
            if (SecretNames.IsToken(row[i]))
            {
                return null;
            }
        }

        return row;
    }
}

/// <summary>A piece of a text.</summary>
internal readonly record struct Piece(int Start, int Length);

/// <summary>Keeps all samples together within bounds.</summary>
internal sealed class SampleBudget
{
    /// <summary>Most rows of one shape.</summary>
    public const int MaxRows = 1000;

    private const long MaxCharacters = 8_000_000;

    private long _characters;

    /// <summary>Which requests are in the sample.</summary>
    public SeededRandom Chance { get; } = new(1);

    /// <summary>Whether there is room for more rows.</summary>
    public bool IsOpen => _characters < MaxCharacters;

    /// <summary>Counts a new row.</summary>
    public void Take(string[] row)
    {
        foreach (var value in row)
        {
            _characters += value.Length + 32;
        }
    }
}
