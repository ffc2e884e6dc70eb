"""Every error of the project: one tree, stable codes, a sentence in German and in English.

::

    HilfenetzError
    ├── InvalidValueError            a value breaks a rule of its own
    │   └── UnknownCodeError         a code that the vocabulary does not hold
    ├── RuleError                    an action breaks a rule of the work
    │   ├── TransitionError          a referral cannot take that step from where it stands
    │   ├── WrongPartyError          the step belongs to the other side of the referral
    │   ├── MissingReasonError       the step needs a reason
    │   ├── MissingOutcomeError      the step needs an outcome
    │   ├── MissingConsentError      no consent covers that recipient on that day
    │   ├── ChainLinkError           parent or previous do not fit the chain, or form a circle
    │   ├── ChainClosedError         the chain has ended
    │   └── OpenReferralsError       the chain cannot end while referrals are open
    ├── UnknownRecordError           nothing (that you may see) has this id
    ├── ConflictError                what is stored stands against the write
    │   ├── RevisionConflictError    somebody changed the record in between
    │   ├── IdempotencyConflictError the key was used for another request
    │   ├── BrokenReferenceError     a record that is referred to is missing or still in use
    │   ├── CopyTargetError          the target of a copy holds something else
    │   ├── ImportChangedError       an import would not do what was shown any more
    │   └── UndoRefusedError         an import cannot be taken back any more
    ├── StoreError                   the store cannot do it now
    │   ├── StoreUnavailableError    it does not answer
    │   │   └── StoreStoppedError    it has stopped and must be started again
    │   ├── StoreRefusedError        it does not let us in
    │   │   ├── PasswordExpiredError the user needs a new password first
    │   │   └── StoreReadOnlyError   it can be read, but not written to
    │   ├── StoreFullError           no room left
    │   ├── StoreDamagedError        what it holds contradicts itself
    │   ├── StoreVersionError        it was made by a newer or unknown version
    │   └── CopyDiffersError         a copy does not hold what the original holds
    ├── ImportRefusedError           a file, or a whole import, cannot be taken in
    │   ├── UnreadableFileError      format, encoding or size
    │   ├── PersonalColumnError      a column looks like a tenant's personal data
    │   └── BadRowsError             rows with errors, nothing was written
    ├── AccessError                  who asks may not
    │   ├── NotSignedInError         no valid key or session
    │   └── ForbiddenError           this role may not do that
    └── SettingsError                the configuration is wrong

None of them knows HTTP; ``service/problems.py`` maps them to statuses.
"""

from graph_model.errors.base import (
    HilfenetzError,
    InvalidValueError,
    UnknownCodeError,
)
from graph_model.errors.records import (
    BrokenReferenceError,
    ChainClosedError,
    ChainLinkError,
    ConflictError,
    CopyTargetError,
    IdempotencyConflictError,
    ImportChangedError,
    MissingConsentError,
    MissingOutcomeError,
    MissingReasonError,
    OpenReferralsError,
    RevisionConflictError,
    RuleError,
    TransitionError,
    UndoRefusedError,
    UnknownRecordError,
    WrongPartyError,
)
from graph_model.errors.stores import (
    CopyDiffersError,
    PasswordExpiredError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreRefusedError,
    StoreStoppedError,
    StoreUnavailableError,
    StoreVersionError,
)
from graph_model.errors.users import (
    AccessError,
    BadRowsError,
    ForbiddenError,
    ImportRefusedError,
    NotSignedInError,
    PersonalColumnError,
    SettingsError,
    UnreadableFileError,
)

__all__ = [
    "AccessError",
    "BadRowsError",
    "BrokenReferenceError",
    "ChainClosedError",
    "ChainLinkError",
    "ConflictError",
    "CopyDiffersError",
    "CopyTargetError",
    "ForbiddenError",
    "HilfenetzError",
    "IdempotencyConflictError",
    "ImportChangedError",
    "ImportRefusedError",
    "InvalidValueError",
    "MissingConsentError",
    "MissingOutcomeError",
    "MissingReasonError",
    "NotSignedInError",
    "OpenReferralsError",
    "PasswordExpiredError",
    "PersonalColumnError",
    "RevisionConflictError",
    "RuleError",
    "SettingsError",
    "StoreDamagedError",
    "StoreError",
    "StoreFullError",
    "StoreReadOnlyError",
    "StoreRefusedError",
    "StoreStoppedError",
    "StoreUnavailableError",
    "StoreVersionError",
    "TransitionError",
    "UndoRefusedError",
    "UnknownCodeError",
    "UnknownRecordError",
    "UnreadableFileError",
    "WrongPartyError",
]
