using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Headroom.Tests.Unit")]
