namespace Headroom.Load.Import.Stacks;

/// <summary>One call of a stack.</summary>
/// <param name="Name">The function.</param>
/// <param name="File">Its source file, or null.</param>
/// <param name="IsDropped">Whether the profile asks to leave it out, and what it called.</param>
internal readonly record struct PprofFrame(string Name, string? File, bool IsDropped);
