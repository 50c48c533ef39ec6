namespace Headroom.Report.Tables;

/// <summary>A table before it is Markdown or HTML.</summary>
/// <param name="Caption">What the table holds.</param>
/// <param name="Columns">From left to right.</param>
/// <param name="Rows">Each with one cell a column.</param>
internal sealed record Table(string Caption, IReadOnlyList<ColumnHead> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>What stands there instead when there is no row: why, not just that.</summary>
    public required string WhenEmpty { get; init; }

    /// <summary>A row for each item, a cell for each column.</summary>
    public static Table Of<T>(string caption, string whenEmpty, IEnumerable<T> items, params Column<T>[] columns) => new(
        caption,
        [.. columns.Select(c => c.Head)],
        [.. items.Select(item => (IReadOnlyList<Cell>)[.. columns.Select(c => c.Cell(item))])])
    {
        WhenEmpty = whenEmpty,
    };
}

/// <summary>The head of a column.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Numeric">Whether its cells are numbers, which are set flush right.</param>
internal sealed record ColumnHead(string Name, bool Numeric);

/// <summary>A column and how its cells come from an item.</summary>
internal sealed record Column<T>(ColumnHead Head, Func<T, Cell> Cell)
{
    /// <summary>A column of numbers.</summary>
    public static Column<T> Number(string name, Func<T, string> text) => new(new ColumnHead(name, true), item => new Cell(text(item)));

    /// <summary>A column of words.</summary>
    public static Column<T> Words(string name, Func<T, string> text) => new(new ColumnHead(name, false), item => new Cell(text(item)));

    /// <summary>A column of names that people type.</summary>
    public static Column<T> Code(string name, Func<T, string> text) =>
        new(new ColumnHead(name, false), item => new Cell(text(item), CellKind.Code));

    /// <summary>A column of several such names.</summary>
    public static Column<T> Names(string name, Func<T, IEnumerable<string>> names) =>
        new(new ColumnHead(name, false), item => new Cell(string.Join('\n', names(item)), CellKind.Names));

    /// <summary>A column of statements.</summary>
    public static Column<T> Query(string name, Func<T, string> text) =>
        new(new ColumnHead(name, false), item => new Cell(text(item), CellKind.Query));

    /// <summary>A column of states with their tone.</summary>
    public static Column<T> State(string name, Func<T, (string Label, Tone Tone)> state) =>
        new(new ColumnHead(name, false), item => state(item) is var (label, tone) ? new Cell(label, CellKind.State, tone) : default);
}

/// <summary>What is in a cell.</summary>
internal readonly record struct Cell(string Text, CellKind Kind = CellKind.Text, Tone Tone = Tone.Plain);

/// <summary>What a cell's text is.</summary>
internal enum CellKind
{
    /// <summary>Words or a number.</summary>
    Text,

    /// <summary>A name that people type.</summary>
    Code,

    /// <summary>Several such names, one a line; empty is unknown.</summary>
    Names,

    /// <summary>A statement, that may be long.</summary>
    Query,

    /// <summary>A state.</summary>
    State,
}
