using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Domain.Tests.Jobs;

public sealed class JobTests
{
    private static readonly JobBackoff Backoff = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    private static readonly JobFailure Temporary = new("mail.down", "The server is down.", IsPermanent: false);

    [Fact]
    public void A_batch_counts_and_leaves_the_job_running()
    {
        var job = Job(JobState.Running, progress: 5).Advance(3);

        (job.State, job.Progress).ShouldBe((JobState.Running, 8L));
    }

    [Fact]
    public void A_job_succeeds() => Job(JobState.Running).Succeed().State.ShouldBe(JobState.Succeeded);

    [Theory]
    [InlineData(1, JobState.Queued)]
    [InlineData(2, JobState.Queued)]
    [InlineData(3, JobState.Failed)]
    public void A_failed_attempt_is_repeated_until_the_last(int attempt, JobState expected)
    {
        var job = Job(JobState.Running, attempt).Fail(Temporary, Backoff, jitter: 0);

        (job.State, job.Failure).ShouldBe((expected, Temporary));
    }

    [Fact]
    public void What_repeating_cannot_help_fails_at_once() =>
        Job(JobState.Running).Fail(Temporary with { IsPermanent = true }, Backoff, jitter: 0).State.ShouldBe(JobState.Failed);

    [Theory]
    [InlineData(null, 10)]
    [InlineData(5, 10)]
    [InlineData(90, 90)]
    public void The_next_attempt_waits_for_the_backoff_and_for_what_the_refusal_asks(int? asked, int expected)
    {
        var failure = Temporary with { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        Job(JobState.Running, attempt: 2).Fail(failure, Backoff, jitter: 0).Delay.ShouldBe(TimeSpan.FromSeconds(expected));
    }

    [Fact]
    public void A_job_that_is_given_back_was_not_attempted()
    {
        var job = Job(JobState.Running, attempt: 2).GiveBack();

        (job.State, job.Attempt, job.Delay).ShouldBe((JobState.Queued, 1, TimeSpan.Zero));
    }

    [Fact]
    public void A_job_that_was_asked_to_stop_is_not_attempted_again()
    {
        var failed = Job(JobState.Running, isCancelRequested: true).Fail(Temporary, Backoff, jitter: 0);
        var givenBack = Job(JobState.Running, attempt: 2, isCancelRequested: true).GiveBack();

        (failed.State, failed.Failure).ShouldBe((JobState.Cancelled, Temporary));
        (givenBack.State, givenBack.Attempt).ShouldBe((JobState.Cancelled, 2));
    }

    [Fact]
    public void A_job_that_was_asked_to_stop_may_fail_for_good_before() =>
        Job(JobState.Running, attempt: 3, isCancelRequested: true).Fail(Temporary, Backoff, jitter: 0).State.ShouldBe(JobState.Failed);

    [Fact]
    public void A_job_that_is_queued_again_is_no_longer_asked_to_stop() =>
        Job(JobState.Cancelled, isCancelRequested: true).Retry().Value.IsCancelRequested.ShouldBeFalse();

    [Fact]
    public void A_job_that_was_asked_to_stop_ends_as_cancelled() => Job(JobState.Running).Stop().State.ShouldBe(JobState.Cancelled);

    [Theory]
    [InlineData(JobState.Queued, JobState.Cancelled, false)]
    [InlineData(JobState.Running, JobState.Running, true)]
    [InlineData(JobState.Cancelled, JobState.Cancelled, false)]
    public void A_job_is_cancelled_or_asked_to_stop(JobState from, JobState to, bool isRequested)
    {
        var job = Job(from).Cancel().Value;

        (job.State, job.IsCancelRequested).ShouldBe((to, isRequested));
    }

    [Theory]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    public void A_finished_job_is_not_cancelled(JobState state) => Job(state).Cancel().Error.ShouldBe(JobErrors.Finished);

    [Theory]
    [InlineData(JobState.Failed, 0)]
    [InlineData(JobState.Cancelled, 0)]
    [InlineData(JobState.Queued, 2)]
    public void A_job_is_queued_again(JobState from, int attempt)
    {
        var job = Job(from, attempt: 2).Retry().Value;

        (job.State, job.Attempt, job.Delay).ShouldBe((JobState.Queued, attempt, TimeSpan.Zero));
    }

    public static TheoryData<JobState, Error> NotRetried => new()
    {
        { JobState.Running, JobErrors.Running },
        { JobState.Succeeded, JobErrors.Finished },
    };

    [Theory]
    [MemberData(nameof(NotRetried))]
    public void A_job_that_runs_or_succeeded_is_not_queued_again(JobState from, Error expected) =>
        Job(from).Retry().Error.ShouldBe(expected);

    [Theory]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public void Only_a_running_job_has_an_outcome(JobState state)
    {
        Should.Throw<InvalidOperationException>(() => Job(state).Succeed());
        Should.Throw<InvalidOperationException>(() => Job(state).Advance(1));
        Should.Throw<InvalidOperationException>(() => Job(state).Fail(Temporary, Backoff, 0));
        Should.Throw<InvalidOperationException>(() => Job(state).GiveBack());
        Should.Throw<InvalidOperationException>(() => Job(state).Stop());
    }

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(1, 0.5, 7.5)]
    [InlineData(2, 0, 10)]
    [InlineData(3, 0.5, 30)]
    [InlineData(4, 0, 30)]
    [InlineData(100, 0.5, 45)]
    public void The_delay_doubles_up_to_its_limit_and_is_spread_over_its_upper_half(int attempt, double jitter, double seconds) =>
        Backoff.Delay(attempt, jitter).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(ErrorKind.Unavailable, false)]
    [InlineData(ErrorKind.TooMany, false)]
    [InlineData(ErrorKind.Conflict, false)]
    [InlineData(ErrorKind.Stale, false)]
    [InlineData(ErrorKind.Invalid, true)]
    [InlineData(ErrorKind.NotFound, true)]
    [InlineData(ErrorKind.Forbidden, true)]
    public void Some_refusals_may_pass(ErrorKind kind, bool isPermanent) =>
        JobFailure.Of(new Error(kind, "noun.reason", "No.")).IsPermanent.ShouldBe(isPermanent);

    [Fact]
    public void A_long_reason_is_cut() =>
        JobFailure.Of(new InvalidOperationException(new string('x', 1000))).Message.Length.ShouldBe(JobFailure.MessageMax);

    // No InlineData: an attribute holds no half of a surrogate pair.
    [Fact]
    public void Of_a_reason_what_cannot_be_stored_is_replaced()
    {
        Stored("a\0b").ShouldBe("a\uFFFDb");
        Stored("a\uD83Db").ShouldBe("a\uFFFDb");
        Stored("a\uDE00").ShouldBe("a\uFFFD");
        Stored("a\uD83D\uDE00").ShouldBe("a\uD83D\uDE00");

        static string Stored(string message) => JobFailure.Of(Error.Invalid("test.refused", message)).Message;
    }

    [Fact]
    public void A_long_reason_is_cut_before_a_surrogate_pair() =>
        JobFailure.Of(Error.Invalid("test.refused", new string('x', JobFailure.MessageMax - 1) + "\uD83D\uDE00")).Message
            .ShouldBe(new string('x', JobFailure.MessageMax - 1));

    private static Job Job(JobState state, int attempt = 1, long progress = 0, bool isCancelRequested = false) =>
        Agora.Domain.Jobs.Job.Load(
            Guid.NewGuid(), "test.kind", state, attempt, attemptsMax: 3, fencingToken: 1, progress, isCancelRequested);
}
