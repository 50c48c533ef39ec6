namespace Clipper.Defects;

/// <summary>A fault that can be switched on; off, its cured twin runs in the same build.</summary>
/// <param name="Id">A noun of the fault in kebab-case, as CLIPPER_DEFECTS spells it.</param>
/// <param name="Summary">One sentence: what is wrong and what the cure is.</param>
/// <param name="Schema">The SQL of both twins; null where the twins are code.</param>
public sealed record Defect(string Id, string Summary, SchemaTwins? Schema = null);

/// <summary>Idempotent SQL that brings the database into one of two states, run when the server starts.</summary>
public sealed record SchemaTwins(string Broken, string Cured);
