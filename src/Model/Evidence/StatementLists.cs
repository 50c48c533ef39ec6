namespace Headroom.Model.Evidence;

/// <summary>
/// Tells which values of a statement stand in a list whose length is no part of the statement's identity: after IN, within ARRAY[...], and
/// the rows of VALUES. The arguments of a function are no such list: f(1, 2) is not f(1).
/// </summary>
/// <remarks><b>Source:</b> PostgreSQL manual, 9.24 (Row and Array Comparisons), 7.7 (VALUES Lists), 4.2.12 (Array Constructors).</remarks>
public sealed class StatementLists
{
    private Level[] _levels = new Level[16];
    private int _depth;
    private char _before;

    /// <summary>
    /// The mark of a token: itself for brackets, commas and <c>?</c> (a value), a letter for the words that begin a list, '\0' for all
    /// others.
    /// </summary>
    public static char MarkOf(ReadOnlySpan<char> token) => token switch
    {
        [var only] when only is '?' or '(' or ')' or '[' or ']' or ',' or ';' => only,
        "in" => 'i',
        "values" => 'v',
        "array" => 'a',
        "select" => 's',
        _ => '\0',
    };

    /// <summary>The mark of a word in lower case, as <see cref="MarkOf(ReadOnlySpan{char})"/> has it.</summary>
    public static char MarkOf(ReadOnlySpan<byte> word) => word.Length is < 2 or > 6 ? '\0'
        : word.SequenceEqual("in"u8) ? 'i'
        : word.SequenceEqual("values"u8) ? 'v'
        : word.SequenceEqual("array"u8) ? 'a'
        : word.SequenceEqual("select"u8) ? 's'
        : '\0';

    /// <summary>Forgets the statement.</summary>
    public void Clear() => (_levels[0], _depth, _before) = (default, 0, '\0');

    /// <summary>Takes the next token.</summary>
    /// <param name="mark">Its mark.</param>
    /// <returns>
    /// Of a value: whether it stands in a list. Of a closing bracket: whether what it closes is a row of a list. Else false.
    /// </returns>
    public bool Take(char mark)
    {
        ref var level = ref _levels[_depth];
        var before = _before;
        _before = mark;
        switch (mark)
        {
            case '(':
                var isRow = level.IsValues || (level.IsList && (before is '(' or '[' or ','));
                Open(new Level { IsRow = isRow, IsList = isRow || before == 'i' });
                return false;
            case '[':
                Open(new Level { IsList = before == 'a' || (level.IsList && (before is '[' or ',')) });
                return false;
            case ')' or ']':
                var closed = level;
                _depth = Math.Max(0, _depth - 1);
                return mark == ')' && closed.IsRow;
            case ',':
                return false;
            case '?':
                level.IsValues = false;
                return level.IsList;
            case 'v':
                level.IsValues = true;
                return false;
            case 's':
                (level.IsList, level.IsValues) = (false, false); // IN (SELECT ...)
                return false;
            default:
                level.IsValues = false;
                return false;
        }
    }

    private void Open(Level level)
    {
        _depth++;
        if (_depth == _levels.Length)
        {
            Array.Resize(ref _levels, 2 * _depth);
        }

        _levels[_depth] = level;
    }

    private struct Level
    {
        public bool IsList;
        public bool IsRow;
        public bool IsValues;
    }
}
