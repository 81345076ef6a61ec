using Agora.Domain.Common;

namespace Agora.Domain.Tests.Common;

public sealed class DeletionTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Stands_in_two_columns_or_in_none()
    {
        Deletion.Load(At, Remover.Staff).ShouldBe(new Deletion(At, Remover.Staff));
        Deletion.Load(null, null).ShouldBeNull();
        Deletion.Load(At, null).ShouldBeNull();
        Deletion.Load(null, Remover.Author).ShouldBeNull();
    }
}
