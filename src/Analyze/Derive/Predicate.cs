using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What a predicate asks of a term.</summary>
public enum PredicateKind
{
    /// <summary>term = value, the value known before the scan.</summary>
    Equal,

    /// <summary>term = ANY (values).</summary>
    AnyOf,

    /// <summary>term &lt; value and the like.</summary>
    Range,

    /// <summary>term IS NULL.</summary>
    IsNull,

    /// <summary>term IS NOT NULL.</summary>
    IsNotNull,

    /// <summary>A boolean term by itself.</summary>
    IsTrue,

    /// <summary>NOT a boolean term.</summary>
    IsFalse,

    /// <summary>term LIKE pattern, or ILIKE.</summary>
    Like,

    /// <summary>An operator that inverted or tree indexes serve: @&gt;, &amp;&amp;, ?, @@.</summary>
    Match,

    /// <summary>
    /// A condition that depends on no value and that no key serves, status &lt;&gt; 'done': good for a partial index alone.
    /// </summary>
    Constant,
}

/// <summary>What stands between a column and its index.</summary>
public enum TermShape
{
    /// <summary>Nothing: the term is the column.</summary>
    Column,

    /// <summary>A cast that changes how values compare: the value's type should follow the column's.</summary>
    Cast,

    /// <summary>A function of time that a range of the column itself can say.</summary>
    Rewritable,

    /// <summary>Arithmetic with one column, which can be moved to the other side.</summary>
    Arithmetic,

    /// <summary>Any other expression.</summary>
    Expression,
}

/// <summary>What an index can have as its key.</summary>
/// <param name="Text">The column, or the expression over columns without the table's alias, as SQL.</param>
/// <param name="Column">The column, or null for an expression.</param>
/// <param name="Shape">What it is made of.</param>
/// <param name="Columns">The columns that occur in it.</param>
public sealed record IndexTerm(string Text, string? Column, TermShape Shape, IReadOnlyList<string> Columns)
{
    /// <inheritdoc/>
    public bool Equals(IndexTerm? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>One predicate on a term of the scanned relation.</summary>
/// <param name="Term">The term.</param>
/// <param name="Kind">What is asked of it.</param>
/// <param name="Operator">The operator with the term on its left: "=", "@&gt;"; empty where the kind says all.</param>
/// <param name="Constant">The whole predicate as SQL when it depends on no value, so that an index may be partial by it; else null.</param>
/// <param name="Pattern">Where the wildcards of a LIKE pattern stand.</param>
public sealed record Predicate(
    IndexTerm Term, PredicateKind Kind, string Operator = "", string? Constant = null, PatternShape Pattern = PatternShape.Unknown)
{
    /// <summary>The column, or the expression's text.</summary>
    public string Column => Term.Text;
}
