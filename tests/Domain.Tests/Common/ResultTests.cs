using Agora.Domain.Common;

namespace Agora.Domain.Tests.Common;

public sealed class ResultTests
{
    private static readonly Error Refusal = Error.Conflict("test.refused", "No.");

    [Fact]
    public async Task A_step_takes_the_value_of_the_one_before()
    {
        Result<int> two = 2;

        two.Then<int>(value => value * 3).Value.ShouldBe(6);
        (await two.ThenAsync<string>(value => Task.FromResult<Result<string>>($"{value}"))).Value.ShouldBe("2");
        two.Then<int>(_ => Refusal).Error.ShouldBe(Refusal);
    }

    [Fact]
    public async Task A_failure_is_passed_on_and_no_step_is_taken()
    {
        var failed = Result<int>.Fail(Refusal);

        failed.Then<int>(_ => throw new InvalidOperationException()).Error.ShouldBe(Refusal);
        (await failed.ThenAsync<int>(_ => throw new InvalidOperationException())).Error.ShouldBe(Refusal);
        failed.Match(_ => "success", error => error.Code).ShouldBe("test.refused");
    }

    [Fact]
    public void A_failure_has_no_value() =>
        Should.Throw<InvalidOperationException>(() => Result<int>.Fail(Refusal).Value).Message.ShouldContain("test.refused");
}
