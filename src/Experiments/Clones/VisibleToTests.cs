using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Headroom.Tests.Unit")]
[assembly: InternalsVisibleTo("Headroom.Tests.EndToEnd")]
