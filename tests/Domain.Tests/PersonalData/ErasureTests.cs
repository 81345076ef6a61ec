using Agora.Domain.PersonalData;
using Agora.Domain.Tests.Users;
using Agora.Domain.Users;

namespace Agora.Domain.Tests.PersonalData;

public sealed class ErasureTests
{
    [Theory]
    [InlineData(ErasureMode.Anonymise, true)]
    [InlineData(ErasureMode.Remove, false)]
    public void An_erasure_begins_with_who_it_is_and_who_asks(ErasureMode mode, bool byOwner)
    {
        var user = UserTests.Account(UserRole.Admin);

        var erasure = Erasure.Request(user, mode, byOwner, anotherAdmin: true).Value;

        (erasure.UserId, erasure.Mode, erasure.IsByOwner).ShouldBe((user.Id, mode, byOwner));
        (erasure.Progress, erasure.HasNextBatch).ShouldBe((ErasureProgress.InProgress, true));
    }

    [Fact]
    public void The_last_admin_is_not_erased() =>
        Erasure.Request(UserTests.Account(UserRole.Admin), ErasureMode.Remove, byOwner: true, anotherAdmin: false)
            .Error.ShouldBe(UserErrors.LastAdmin);

    [Theory]
    [InlineData(0, ErasureProgress.Done)]
    [InlineData(Erasure.BatchMax - 1, ErasureProgress.Done)]
    [InlineData(Erasure.BatchMax, ErasureProgress.InProgress)]
    public void A_batch_that_is_not_full_is_the_last(int erased, ErasureProgress expected)
    {
        var erasure = Requested();

        erasure.Continue(erased).Value.ShouldBeSameAs(erasure);

        erasure.Progress.ShouldBe(expected);
        erasure.HasNextBatch.ShouldBe(expected == ErasureProgress.InProgress);
    }

    [Fact]
    public void A_request_does_five_batches_and_leaves_the_rest()
    {
        var erasure = Requested();
        for (var batch = 0; batch < Erasure.BatchesOfRequest; batch++)
        {
            erasure.HasNextBatch.ShouldBeTrue();
            erasure.Continue(Erasure.BatchMax);
        }

        (erasure.HasNextBatch, erasure.Progress).ShouldBe((false, ErasureProgress.InProgress));
    }

    private static Erasure Requested() =>
        Erasure.Request(UserTests.Account(), ErasureMode.Anonymise, byOwner: true, anotherAdmin: true).Value;
}
